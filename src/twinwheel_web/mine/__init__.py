"""An enterprise's own pages: its values, what it can get, what is missing, what if, alerts, exports.

``subjects`` whose page it is. ``inputs`` the pack's fields as a form, ``profile`` its sections, ``taking_in`` workbooks that
come in. ``results`` what one can get, ``turning`` what will change by itself, ``asking`` the next question, ``trying`` what
if, ``exporting`` workbook and PDF. ``alerts`` saved searches that tell. The views are one file a page; every number is the
library's.
"""
