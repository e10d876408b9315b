"""Where a live index learns which rules hold for its searches."""

from knowledge_base.certificate.certificate import Conditions
from knowledge_base.certificate.in_force import InForce, Policy, in_force
from knowledge_base.certificate.store import CertificateStore


class Rulebook:
    """The rules that follow from an operator's settings and what is stored of certificates.

    Both methods raise StoreUnavailable.
    """

    def __init__(self, store: CertificateStore, policy: Policy) -> None:
        self._store = store
        self._policy = policy

    def marker(self) -> tuple[int, int, int]:
        """What grows whenever the rules would be others under the same conditions."""
        return self._store.marker()

    def rules(self, now: Conditions) -> InForce:
        """What holds under these conditions."""
        return in_force(self._policy, self._store.lessons(), now)
