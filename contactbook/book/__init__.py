"""The bound book (連絡帳製本): what stands on its pages, how they are set, and how they become one file.

A book is a child's school year at a facility as one household may read it: its own home's pages, what the nursery
published, the journals of her classes. It is set in parts (a month each), kept by what they hold, and joined.
"""
