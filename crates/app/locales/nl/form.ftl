form-errors-title = Er klopt nog iets niet
form-errors-text = Er is niets veranderd en alles wat je typte staat er nog. Dit moet je verbeteren:
form-errors-text-kept = Alles wat je typte is bewaard. Dit moet je nog verbeteren:
form-save = Sla op
form-cancel = Annuleer
