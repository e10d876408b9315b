/** Registers what this surface consists of: the agent desk, `<ochota-desk>`. */

import "./shell/desk";
