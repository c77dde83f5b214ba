"""The reference of metrics, inputs and definitions, all from the template: text and JSON, pages, variants."""
