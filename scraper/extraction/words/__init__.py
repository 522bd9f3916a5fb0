"""What words mean in each language: access to the data of scraper/wordings.

lexicon     the wordings of notices, origins, credits and labels
dates       labels of a date: of publication, of a change, of something else
categories  labels of a category
walls       what pages without content of their own say
paywalls    what pages say where the text ends for those who have not paid
"""
