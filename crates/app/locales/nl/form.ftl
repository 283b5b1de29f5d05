form-errors-title = Er klopt nog iets niet
form-errors-text = Er is niets veranderd en alles wat je typte staat er nog. Dit moet je verbeteren:
form-save = Sla op
form-cancel = Annuleer
