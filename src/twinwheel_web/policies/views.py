from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request


@may("public.view")
def list_(request: Request) -> HttpResponse:
    return render(request, "policies/list.html")
