from partnerships.services.forming import form_partnership, form_partnerships

__all__ = ["form_partnership", "form_partnerships"]
