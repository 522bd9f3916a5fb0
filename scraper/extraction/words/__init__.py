"""What words mean, language by language: how the data of scraper/wordings are asked.

lexicon     the wordings of notices, origins, credits and labels
dates       labels of a date: of publication, of a change, of something else
categories  labels of a category
walls       what pages say that hold no content of their own
paywalls    what they say where a text ends for those who have not paid
"""
