from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request


@may("registers.browse")
def list_(request: Request) -> HttpResponse:
    return render(request, "registry/list.html")
