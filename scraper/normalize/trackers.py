"""Which parts of an address say how a reader came, and which only change how a page is shown. Data, no rules."""

from __future__ import annotations

#: Query parameters of campaigns, click counters and sessions, whatever their value.
TRACKERS = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh epik s_kwcid "
    "mc_cid mc_eid mkt_tok vero_id vero_conv oly_anon_id oly_enc_id rb_clickid wickedid _hsenc _hsmi __hssc __hstc "
    "__hsfp hsctatracking ml_subscriber ml_subscriber_hash _openstat _ga _gl srsltid zanpid wt_mc wt_zmc wtmc wtrid "
    "xtor xtref at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_creation at_variant at_link_id "
    "at_link_origin at_ptr_name at_link_type at_format at_bbc_team at_campaign_type ncid ocid icid "
    "int_source int_campaign int_medium itm_source itm_medium itm_campaign itm_term itm_content "
    "guccounter guce_referrer guce_referrer_sig guc_consent_skip soc_src soc_trk ref_src ref_url referrer "
    "smid smtyp smprod sharer feature_share spm scm share_token sharetoken sfns ito cmpid cmp_id "
    "ns_campaign ns_mchannel ns_source ns_linkname ns_fee sr_share mbid mtrref partnerid pk_campaign "
    "pk_kwd pk_source pk_medium pk_content mtm_campaign mtm_keyword mtm_source mtm_medium mtm_content mtm_cid "
    "piwik_campaign piwik_kwd hmb_campaign hmb_medium hmb_source trk trkcampaign trkemail sc_cmp sc_campaign "
    "sc_channel sc_content sc_medium sc_outcome sc_geo sc_country algo_pvid algo_expid fb_action_ids fb_action_types "
    "fb_ref fb_source action_object_map action_type_map action_ref_map wprov nr_email_referer __twitter_impression "
    "amp_js_v amp_gsa usqp phpsessid jsessionid aspsessionid sessionid cfid cftoken "
    "doing_wp_cron replytocom unapproved moderation-hash relatedposts_hit relatedposts_origin relatedposts_position "
    "_gac _ke dm_i ei_subid elqtrackid elqtrack elqat elqcampaignid rss_source xid_share "
    "chash no_cache nocache cachebuster cachebust".split()
)
TRACKER_PREFIXES = ("utm_", "utm-", "hsa_", "ga_campaign", "stm_", "aspsessionid", "mtm_", "pk_", "wt.mc_", "wt.z_")
#: Words of a comment form and of one's own way home, harmless as a value of these parameters only.
SOURCE_PARAMETERS = frozenset("ref source src from via origin referer s cmp partner share".split())
SOURCE_VALUES = frozenset(
    "rss feed atom twitter facebook fb linkedin reddit whatsapp telegram instagram email mail newsletter nl social "
    "share sharing shared homepage home hp fp frontpage google googlenews news_google yahoo flipboard pocket push app "
    "ios android tw wa search sidebar footer header nav menu related".split()
)
#: Parameters that only defeat a cache where their value is a moment or a random number.
CACHE_BUSTERS = frozenset("_ t ts _t _ts time timestamp rand rnd random cb nc r".split())
#: Parameters and values that ask for the print or the AMP version of the same article.
VARIANT_PARAMETERS = frozenset({"amp", "amphtml", "print", "printable", "printview", "printpage", "printerfriendly",
                                "pfstyle", "isprint", "mode_print"})  # fmt: skip
VARIANT_VALUES = frozenset(
    {"", "1", "true", "yes", "y", "on", "print", "amp", "printable", "wp", "all", "pdf_print", "popup"}
)
VARIANT_PAIRS = frozenset(
    {
        ("outputtype", "amp"), ("output", "amp"), ("output", "print"), ("view", "print"), ("format", "print"),
        ("format", "amp"), ("layout", "print"), ("layout", "amp"), ("action", "print"), ("mode", "print"),
        ("type", "print"), ("style", "print"), ("theme", "amp"), ("page", "print"), ("service", "print"),
        ("tmpl", "component"), ("variant", "amp"), ("nonamp", "1"), ("noamp", "mobile"),
    }
)  # fmt: skip
VARIANT_SEGMENTS = frozenset({"amp", "print"})

#: Sites whose addresses end with a post's number, whatever the words before it; `/?p=NUMBER` and, in older addresses,
#: `aid=NUMBER` or `articleId=NUMBER` lead to the same article.
NUMBERED_HOSTS = frozenset({"globalresearch.ca", "mondialisation.ca", "asia-pacificresearch.com"})
#: What hosts put before their name for the same pages in another dress.
HOST_PREFIXES = ("www.", "amp.", "m.", "mobile.")

#: File names that a directory serves by itself.
INDEX_FILES = frozenset(
    "index.html index.htm index.php index.php3 index.asp index.aspx index.jsp index.shtml index.cfm default.asp "
    "default.aspx default.htm default.html home.html".split()
)

#: Platforms under whose name each label is a site of somebody else, and that the Public Suffix List does not have.
PLATFORMS = frozenset(
    "wordpress.com substack.com medium.com tumblr.com livejournal.com typepad.com over-blog.com overblog.com unblog.fr "
    "eklablog.com canalblog.com hautetfort.com blog4ever.com free.fr weebly.com squarespace.com ghost.io amazonaws.com "
    "neocities.org beehiiv.com jimdo.com jimdofree.com webnode.com write.as ampproject.org blogs.com blogspot.co.uk "
    "noblogs.org espivblogs.net".split()
)
