"""The page kit that doors share: layouts, components, formats, server-made charts."""
