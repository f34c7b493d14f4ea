from django import forms


class ProposalForm(forms.Form):
    """Why these two; who they are is in the page's address."""

    reason = forms.CharField(
        label="Why these two?",
        help_text="What they may find in one another. Write only what you could defend if they read it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
