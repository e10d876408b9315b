"""What the helpdesk serves to people: FAQ pages, the demo shop, the desk's shell, error pages.

Every page works without JavaScript as far as it can; scripts and styles are files of ours.
"""

from flask import Flask

from helpdesk.pages import desk, faq, problems, shop, static_files


def install(app: Flask) -> None:
    """Serve the pages, and answer browsers' errors with pages."""
    app.jinja_env.globals["static_url"] = static_files.static_url
    app.register_blueprint(static_files.pages)
    app.register_blueprint(faq.pages)
    app.register_blueprint(desk.pages)
    settings = app.extensions["helpdesk"].settings
    if settings.demo:
        app.register_blueprint(shop.pages)
    else:
        app.add_url_rule("/", endpoint="root", view_func=faq.redirect_to_own_language)
    problems.install(app)
