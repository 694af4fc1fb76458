from vafa.base.errors import Refusal


class UnknownOffer(Refusal):
    code = "unknown_offer"
