"""How the months and the days of the week are written, by language. Data, no rules.

Twelve cells a language, January to December; forms of one month are parted by spaces, an underscore stands for a space
within a form. Nominative, genitive, abbreviated. Accents are folded when the table is read, so "fevrier" is known by
"février". Forms of three letters and fewer, and those marked with a full stop, are abbreviations.
"""

from __future__ import annotations

MONTHS: dict[str, str] = {
    "en": "january jan. | february feb. febr. | march mar. | april apr. | may | june jun. | july jul. | august aug. | "
    "september sep. sept. | october oct. | november nov. | december dec.",
    "fr": "janvier janv. jan. | février févr. fév. fevr. | mars | avril avr. | mai | juin | juillet juil. juill. | "
    "août aoû. | septembre sept. sep. | octobre oct. | novembre nov. | décembre déc. dec.",
    "es": "enero ene. | febrero feb. | marzo mar. | abril abr. | mayo may. | junio jun. | julio jul. | agosto ago. | "
    "septiembre setiembre sept. sep. set. | octubre oct. | noviembre nov. | diciembre dic.",
    "it": "gennaio gen. genn. | febbraio feb. febbr. | marzo mar. | aprile apr. | maggio mag. magg. | giugno giu. | "
    "luglio lug. | agosto ago. | settembre set. sett. | ottobre ott. | novembre nov. | dicembre dic.",
    "pt": "janeiro jan. | fevereiro fev. | março mar. | abril abr. | maio mai. | junho jun. | julho jul. | agosto ago. "
    "| setembro set. | outubro out. | novembro nov. | dezembro dez.",
    "de": "januar jänner jan. jän. | februar feber feb. febr. | märz mär. mrz. | april apr. | mai | juni jun. | "
    "juli jul. | august aug. | september sep. sept. | oktober okt. | november nov. | dezember dez.",
    "nl": "januari jan. | februari feb. febr. | maart mrt. | april apr. | mei | juni jun. | juli jul. | augustus aug. "
    "| september sep. sept. | oktober okt. | november nov. | december dec.",
    "pl": "styczeń stycznia sty. stycz. | luty lutego lut. | marzec marca mar. | kwiecień kwietnia kwi. kwiet. | "
    "maj maja | czerwiec czerwca cze. czerw. | lipiec lipca lip. | sierpień sierpnia sie. sierp. | "
    "wrzesień września wrz. wrzes. | październik października paź. pazdz. | listopad listopada lis. list. | "
    "grudzień grudnia gru. grudz.",
    "ru": "январь января янв. | февраль февраля фев. февр. | март марта мар. | апрель апреля апр. | май мая | "
    "июнь июня июн. | июль июля июл. | август августа авг. | сентябрь сентября сен. сент. | "
    "октябрь октября окт. | ноябрь ноября ноя. нояб. | декабрь декабря дек.",
    "uk": "січень січня січ. | лютий лютого лют. | березень березня бер. | квітень квітня кві. квіт. | "
    "травень травня тра. трав. | червень червня чер. черв. | липень липня лип. | серпень серпня сер. серп. | "
    "вересень вересня вер. верес. | жовтень жовтня жов. жовт. | листопад листопада лис. лист. | "
    "грудень грудня гру. груд.",
    "be": "студзень студзеня студз. | люты лютага | сакавік сакавіка сак. | красавік красавіка крас. | "
    "травень траўня май мая | чэрвень чэрвеня чэрв. | ліпень ліпеня ліп. | жнівень жніўня жн. | "
    "верасень верасня вер. | кастрычнік кастрычніка кастр. | лістапад лістапада ліст. | снежань снежня сн.",
    "el": "ιανουάριος ιανουαρίου γενάρης γενάρη ιαν. | φεβρουάριος φεβρουαρίου φλεβάρης φλεβάρη φεβ. φεβρ. | "
    "μάρτιος μαρτίου μάρτης μάρτη μαρ. μάρτ. | απρίλιος απριλίου απρίλης απρίλη απρ. | μάιος μαΐου μάης μάη μάι. | "
    "ιούνιος ιουνίου ιούνης ιούνη ιούν. | ιούλιος ιουλίου ιούλης ιούλη ιούλ. | αύγουστος αυγούστου αύγ. | "
    "σεπτέμβριος σεπτεμβρίου σεπτέμβρης σεπτέμβρη σεπ. σεπτ. | οκτώβριος οκτωβρίου οκτώβρης οκτώβρη οκτ. | "
    "νοέμβριος νοεμβρίου νοέμβρης νοέμβρη νοε. νοέμ. | δεκέμβριος δεκεμβρίου δεκέμβρης δεκέμβρη δεκ.",
    "tr": "ocak oca. | şubat şub. | mart mar. | nisan nis. | mayıs may. | haziran haz. | temmuz tem. | ağustos ağu. | "
    "eylül eyl. | ekim eki. | kasım kas. | aralık ara.",
    "az": "yanvar | fevral | mart | aprel | may | iyun | iyul | avqust | sentyabr | oktyabr | noyabr | dekabr",
    "ar": "يناير جانفي كانون_الثاني | فبراير فيفري شباط | مارس آذار | أبريل إبريل أفريل نيسان | مايو ماي أيار | "
    "يونيو يونيه جوان حزيران | يوليو يوليه يوليوز جويلية تموز | أغسطس غشت أوت آب | سبتمبر شتنبر أيلول | "
    "أكتوبر تشرين_الأول | نوفمبر نونبر تشرين_الثاني | ديسمبر دجنبر كانون_الأول",
    "fa": "ژانویه | فوریه | مارس | آوریل اوریل | مه می | ژوئن | ژوئیه جولای ژوییه | اوت آگوست | سپتامبر | اکتبر | "
    "نوامبر | دسامبر",
    "sv": "januari jan. | februari feb. | mars mar. | april apr. | maj | juni jun. | juli jul. | augusti aug. | "
    "september sep. sept. | oktober okt. | november nov. | december dec.",
    "da": "januar jan. | februar feb. febr. | marts mar. | april apr. | maj | juni jun. | juli jul. | august aug. | "
    "september sep. sept. | oktober okt. | november nov. | december dec.",
    "nb": "januar jan. | februar feb. febr. | mars mar. | april apr. | mai | juni jun. | juli jul. | august aug. | "
    "september sep. sept. | oktober okt. | november nov. | desember des.",
    "fi": "tammikuu tammikuuta tammi. | helmikuu helmikuuta helmi. | maaliskuu maaliskuuta maalis. | "
    "huhtikuu huhtikuuta huhti. | toukokuu toukokuuta touko. | kesäkuu kesäkuuta kesä. | "
    "heinäkuu heinäkuuta heinä. | elokuu elokuuta elo. | syyskuu syyskuuta syys. | lokakuu lokakuuta loka. | "
    "marraskuu marraskuuta marras. | joulukuu joulukuuta joulu.",
    "et": "jaanuar jaanuari jaan. | veebruar veebruari veebr. | märts märtsi | aprill aprilli apr. | mai | "
    "juuni juun. | juuli juul. | august augusti aug. | september septembri sept. | oktoober oktoobri okt. | "
    "november novembri nov. | detsember detsembri dets.",
    "lt": "sausis sausio | vasaris vasario | kovas kovo | balandis balandžio | gegužė gegužės | birželis birželio | "
    "liepa liepos | rugpjūtis rugpjūčio | rugsėjis rugsėjo | spalis spalio | lapkritis lapkričio | gruodis gruodžio",
    "lv": "janvāris janvārī janvāra | februāris februārī februāra | marts martā marta | aprīlis aprīlī aprīļa | "
    "maijs maijā maija | jūnijs jūnijā jūnija | jūlijs jūlijā jūlija | augusts augustā augusta | "
    "septembris septembrī septembra | oktobris oktobrī oktobra | novembris novembrī novembra | "
    "decembris decembrī decembra",
    "cs": "leden ledna led. | únor února úno. | březen března bře. | duben dubna dub. | květen května kvě. | "
    "červen června čvn. | červenec července čvc. | srpen srpna srp. | září zář. | říjen října říj. | "
    "listopad listopadu lis. | prosinec prosince pro.",
    "sk": "január januára jan. | február februára feb. | marec marca mar. | apríl apríla apr. | máj mája | "
    "jún júna | júl júla | august augusta aug. | september septembra sep. | október októbra okt. | "
    "november novembra nov. | december decembra dec.",
    "hu": "január jan. | február febr. feb. | március márc. már. | április ápr. | május máj. | június jún. | "
    "július júl. | augusztus aug. | szeptember szept. szep. | október okt. | november nov. | december dec.",
    "ro": "ianuarie ian. | februarie feb. febr. | martie mar. mart. | aprilie apr. | mai | iunie iun. | iulie iul. | "
    "august aug. | septembrie sept. sep. | octombrie oct. | noiembrie nov. noi. noiem. | decembrie dec.",
    "bg": "януари ян. яну. | февруари фев. февр. | март мар. | април апр. | май | юни | юли | август авг. | "
    "септември сеп. септ. | октомври окт. | ноември ное. ноем. | декември дек.",
    "mk": "јануари јан. | февруари фев. | март мар. | април апр. | мај | јуни јун. | јули јул. | август авг. | "
    "септември сеп. | октомври окт. | ноември ное. | декември дек.",
    "hr": "siječanj siječnja sij. | veljača veljače velj. | ožujak ožujka ožu. | travanj travnja tra. | "
    "svibanj svibnja svi. | lipanj lipnja lip. | srpanj srpnja srp. | kolovoz kolovoza kol. | "
    "rujan rujna ruj. | listopad listopada lis. | studeni studenoga studenog stu. | prosinac prosinca pro.",
    "sr": "januar januara jan. јануар јануара јан. | februar februara feb. фебруар фебруара феб. | "
    "mart marta mar. март марта мар. | april aprila apr. април априла апр. | maj maja мај маја | "
    "jun juna juni јун јуна јуни | jul jula juli јул јула јули | avgust avgusta avg. август августа авг. | "
    "septembar septembra sep. sept. септембар септембра сеп. септ. | oktobar oktobra okt. октобар октобра окт. | "
    "novembar novembra nov. новембар новембра нов. | decembar decembra dec. децембар децембра дец.",
    "sl": "januar januarja jan. | februar februarja feb. | marec marca mar. | april aprila apr. | maj maja | "
    "junij junija jun. | julij julija jul. | avgust avgusta avg. | september septembra sep. | oktober oktobra okt. | "
    "november novembra nov. | december decembra dec.",
    "ca": "gener gen. | febrer febr. | març | abril abr. | maig | juny | juliol jul. | agost ag. | "
    "setembre set. | octubre oct. | novembre nov. | desembre des.",
    "gl": "xaneiro xan. | febreiro feb. | marzo mar. | abril abr. | maio | xuño | xullo | agosto ago. | "
    "setembro set. | outubro out. | novembro nov. | decembro dec.",
    "id": "januari jan. | februari feb. | maret mar. | april apr. | mei | juni jun. | juli jul. | agustus agu. agt. | "
    "september sep. sept. | oktober okt. | november nov. | desember des.",
    "vi": "tháng_một tháng_giêng | tháng_hai | tháng_ba | tháng_tư | tháng_năm | tháng_sáu | tháng_bảy | tháng_tám | "
    "tháng_chín | tháng_mười | tháng_mười_một | tháng_mười_hai",
    "he": "ינואר ינו. | פברואר פבר. | מרץ מרס | אפריל אפר. | מאי | יוני | יולי | אוגוסט אוג. | ספטמבר ספט. | "
    "אוקטובר אוק. | נובמבר נוב. | דצמבר דצמ.",
    # Without their vowel signs the short forms of January and March are one, so neither is known.
    "th": "มกราคม | กุมภาพันธ์ ก_._พ. | มีนาคม | เมษายน เม_._ย. | พฤษภาคม พ_._ค. | มิถุนายน มิ_._ย. | "
    "กรกฎาคม ก_._ค. | สิงหาคม ส_._ค. | กันยายน ก_._ย. | ตุลาคม ต_._ค. | พฤศจิกายน พ_._ย. | ธันวาคม ธ_._ค.",
    "hi": "जनवरी | फ़रवरी फरवरी | मार्च | अप्रैल | मई | जून | जुलाई | अगस्त | सितंबर सितम्बर | अक्टूबर अक्तूबर | "
    "नवंबर नवम्बर | दिसंबर दिसम्बर",
    "mr": "जानेवारी | फेब्रुवारी | मार्च | एप्रिल | मे | जून | जुलै | ऑगस्ट | सप्टेंबर | ऑक्टोबर | नोव्हेंबर | डिसेंबर",
    "bn": "জানুয়ারি জানুয়ারী | ফেব্রুয়ারি ফেব্রুয়ারী | মার্চ | এপ্রিল | মে | জুন | জুলাই | আগস্ট আগষ্ট | সেপ্টেম্বর | "
    "অক্টোবর | নভেম্বর | ডিসেম্বর",
    "ta": "ஜனவரி | பிப்ரவரி | மார்ச் | ஏப்ரல் | மே | ஜூன் | ஜூலை | ஆகஸ்ட் | செப்டம்பர் | அக்டோபர் | நவம்பர் | டிசம்பர்",
    "te": "జనవరి | ఫిబ్రవరి | మార్చి | ఏప్రిల్ | మే | జూన్ | జూలై | ఆగస్టు ఆగస్ట్ | సెప్టెంబర్ | అక్టోబర్ | నవంబర్ | డిసెంబర్",
    "gu": "જાન્યુઆરી | ફેબ્રુઆરી | માર્ચ | એપ્રિલ | મે | જૂન | જુલાઈ | ઓગસ્ટ | સપ્ટેમ્બર | ઓક્ટોબર | નવેમ્બર | ડિસેમ્બર",
    "ur": "جنوری | فروری | مارچ | اپریل | مئی | جون | جولائی | اگست | ستمبر | اکتوبر | نومبر | دسمبر",
    "ka": "იანვარი იანვარს იანვრის იან. | თებერვალი თებერვალს თებერვლის თებ. | მარტი მარტს მარტის | "
    "აპრილი აპრილს აპრილის აპრ. | მაისი მაისს მაისის | ივნისი ივნისს ივნისის ივნ. | ივლისი ივლისს ივლისის ივლ. | "
    "აგვისტო აგვისტოს აგვ. | სექტემბერი სექტემბერს სექტემბრის სექ. | ოქტომბერი ოქტომბერს ოქტომბრის ოქტ. | "
    "ნოემბერი ნოემბერს ნოემბრის ნოე. | დეკემბერი დეკემბერს დეკემბრის დეკ.",
    "hy": "հունվար հունվարի | փետրվար փետրվարի | մարտ մարտի | ապրիլ ապրիլի | մայիս մայիսի | հունիս հունիսի | "
    "հուլիս հուլիսի | օգոստոս օգոստոսի | սեպտեմբեր սեպտեմբերի | հոկտեմբեր հոկտեմբերի | նոյեմբեր նոյեմբերի | "
    "դեկտեմբեր դեկտեմբերի",
    "kk": "қаңтар қаңтарда | ақпан ақпанда | наурыз наурызда | сәуір сәуірде | мамыр мамырда | маусым маусымда | "
    "шілде шілдеде | тамыз тамызда | қыркүйек қыркүйекте | қазан қазанда | қараша қарашада | желтоқсан желтоқсанда",
    "sq": "janar | shkurt | mars | prill | maj | qershor | korrik | gusht | shtator | tetor | nëntor | dhjetor",
    "eu": "urtarrila urtarrilaren urt. | otsaila otsailaren ots. | martxoa martxoaren mar. | apirila apirilaren api. | "
    "maiatza maiatzaren mai. | ekaina ekainaren eka. | uztaila uztailaren uzt. | abuztua abuztuaren abu. | "
    "iraila irailaren ira. | urria urriaren urr. | azaroa azaroaren aza. | abendua abenduaren abe.",
    "cy": "ionawr | chwefror | mawrth | ebrill | mai | mehefin | gorffennaf | awst | medi | hydref | tachwedd | "
    "rhagfyr",
    "ga": "eanáir | feabhra | márta | aibreán | bealtaine | meitheamh | iúil | lúnasa | meán_fómhair | "
    "deireadh_fómhair | samhain | nollaig",
    "af": "januarie jan. | februarie feb. | maart mrt. | april apr. | mei | junie jun. | julie jul. | augustus aug. | "
    "september sep. sept. | oktober okt. | november nov. | desember des.",
    "lb": "januar jan. | februar feb. | mäerz | abrëll | mee | juni | juli | august aug. | september sept. | "
    "oktober okt. | november nov. | dezember dez.",
    "ms": "januari jan. | februari feb. | mac. | april apr. | mei | jun | julai jul. | ogos ogo. | september sep. | "
    "oktober okt. | november nov. | disember dis.",
    "tl": "enero | pebrero | marso | abril | mayo | hunyo | hulyo | agosto | setyembre | oktubre | nobyembre | "
    "disyembre",
    "sw": "januari | februari | machi | aprili | mei | juni | julai | agosti | septemba | oktoba | novemba | desemba",
}  # fmt: skip

#: The months of the Persian solar calendar, Farvardin to Esfand.
JALALI_MONTHS = "فروردین | اردیبهشت | خرداد | تیر | مرداد امرداد | شهریور | مهر | آبان | آذر | دی | بهمن | اسفند"

#: Days of the week in front of a date, whichever day they are; full forms and abbreviations.
#: From Monday to Sunday, where a weekday tells which of two numbers is the month.
WEEKDAY_ORDER = (
    "monday mon lundi lunes lunedì segunda-feira montag maandag|tuesday tue tues mardi martes martedì dienstag dinsdag|"
    "wednesday wed mercredi miércoles mercoledì mittwoch woensdag|"
    "thursday thu thur thurs jeudi jueves giovedì donnerstag donderdag|"
    "friday fri vendredi viernes venerdì freitag vrijdag|"
    "saturday sat samedi sábado sabato samstag zaterdag|sunday sun dimanche domingo domenica sonntag zondag"
)
WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim "
    "lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom "
    "lunedì martedì mercoledì giovedì venerdì sabato gio "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta seg ter qua qui "
    "sex montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
    "понеділок вівторок середа четвер п'ятниця субота неділя "
    "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή "
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar "
    "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد "
    "شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه "
    "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag mån tis ons tor tors fre lör sön "
    "maanantai maanantaina tiistai tiistaina keskiviikko keskiviikkona torstai torstaina perjantai perjantaina "
    "lauantai lauantaina sunnuntai sunnuntaina "
    "pondělí úterý středa čtvrtek pátek neděle pondelok utorok streda štvrtok piatok nedeľa "
    "hétfő kedd szerda csütörtök péntek szombat vasárnap "
    "luni marți miercuri joi vineri sâmbătă duminică "
    "понеделник вторник сряда четвъртък петък събота неделя "
    "ponedjeljak ponedeljak utorak srijeda sreda četvrtak petak subota nedjelja nedelja "
    "понедељак уторак среда четвртак петак субота недеља ponedeljek torek četrtek petek nedelja "
    "dilluns dimarts dimecres dijous divendres dissabte diumenge "
    "senin selasa rabu kamis jumat sabtu minggu 星期一 星期二 星期三 星期四 星期五 星期六 星期日 "
    "ראשון שני שלישי רביעי חמישי שישי שבת"
)

#: Offsets of the zones that a page prints by name; names that stand for several zones (IST, ET) are left out.
ZONES: dict[str, str] = {
    "z": "+00:00", "gmt": "+00:00", "utc": "+00:00", "wet": "+00:00", "bst": "+01:00", "west": "+01:00",
    "cet": "+01:00", "mez": "+01:00", "cest": "+02:00", "mesz": "+02:00", "eet": "+02:00", "eest": "+03:00",
    "msk": "+03:00", "мск": "+03:00", "trt": "+03:00", "gst": "+04:00", "hkt": "+08:00", "sgt": "+08:00",
    "wib": "+07:00", "wita": "+08:00", "jst": "+09:00", "kst": "+09:00", "awst": "+08:00", "acst": "+09:30",
    "aest": "+10:00", "aedt": "+11:00", "nzst": "+12:00", "nzdt": "+13:00", "ast": "-04:00", "adt": "-03:00",
    "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00",
    "pst": "-08:00", "pdt": "-07:00", "akst": "-09:00", "akdt": "-08:00", "hst": "-10:00", "brt": "-03:00",
    "art": "-03:00", "sast": "+02:00", "cat": "+02:00", "eat": "+03:00", "pkt": "+05:00",
}  # fmt: skip
