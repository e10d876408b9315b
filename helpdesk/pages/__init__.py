"""What the helpdesk serves to people: FAQ pages, the demo shop, the desk's shell, error pages.

Every page works without JavaScript as far as it can; scripts and styles are files of ours.
"""

from flask import Flask

from helpdesk.pages.conversation import pages as conversation_pages
from helpdesk.pages.desk import pages as desk_pages
from helpdesk.pages.faq import pages as faq_pages
from helpdesk.pages.faq import redirect_to_own_language
from helpdesk.pages.problems import answer_people_with_pages
from helpdesk.pages.shop import pages as shop_pages
from helpdesk.pages.static_files import pages as static_files
from helpdesk.pages.static_files import static_url


def install(app: Flask) -> None:
    """Serve the pages, and answer browsers' errors with pages."""
    app.jinja_env.globals["static_url"] = static_url
    app.register_blueprint(static_files)
    app.register_blueprint(faq_pages)
    app.register_blueprint(desk_pages)
    app.register_blueprint(conversation_pages)
    settings = app.extensions["helpdesk"].settings
    if settings.demo:
        app.register_blueprint(shop_pages)
    else:
        app.add_url_rule("/", endpoint="root", view_func=redirect_to_own_language)
    answer_people_with_pages(app)
