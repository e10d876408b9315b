"""`python -m knowledge_base COMMAND`: prepares, migrates, serves and feeds the knowledge base."""

import sys

from knowledge_base.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
