"""How much of what happens: the rates of the synthetic city, each with its source. `manners` has how single calls go."""

from linewarden.sim.fraud_parameters import FRAUD_PARAMETERS
from linewarden.sim.parameter import Parameter

_LIFE: tuple[Parameter, ...] = (
    Parameter(
        "resident_calls",
        2.6,
        "per resident and day",
        "calls to people whom one knows",
        "sum over all kinds set to 9.2 records a day (published by a neighbouring carrier)",
    ),
    Parameter("resident_sms", 0.25, "per resident and day", "messages to people whom one knows"),
    Parameter(
        "bulk_sms",
        4.2,
        "per resident and day",
        "codes, notices and advertising of companies",
        "sum over all kinds set to 9.2 records a day",
    ),
    Parameter("service_calls", 0.12, "per resident and day", "calls to banks, carriers, 400 numbers, hotlines"),
    Parameter("stranger_calls", 0.10, "per resident and day", "wrong numbers, shops, new acquaintances"),
    Parameter("resident_call_back_ratio", 0.28, "of missed calls", "missed calls that are returned within the hour"),
    Parameter(
        "courier_share",
        0.0035,
        "of residents",
        "parcel couriers",
        "4.5 million couriers in the country (State Post Bureau), rounded up for a rich city",
    ),
    Parameter(
        "courier_calls",
        135,
        "per courier and day",
        "calls to people who get a parcel",
        "80–200 a day is usual in the trade: assumption",
    ),
    Parameter(
        "rider_share",
        0.0050,
        "of residents",
        "food-delivery riders",
        "10 million active riders in the country, not all full-time",
    ),
    Parameter(
        "rider_calls",
        95,
        "per rider and day",
        "calls to people who get a meal",
        "as above, part-time riders fewer",
    ),
    Parameter("courier_call_back_ratio", 0.30, "of missed calls", "people who ring the courier back"),
    Parameter(
        "family_abroad_share", 0.012, "of residents", "residents with family or a friend abroad who rings by telephone"
    ),
    Parameter("family_abroad_calls", 0.55, "per such resident and day", "calls with them, both ways"),
    Parameter("trade_abroad_share", 0.004, "of residents", "residents in trade with customers abroad"),
    Parameter("trade_abroad_calls", 2.8, "per such resident and day", "calls with them, both ways"),
    Parameter("trade_partners", 5, "numbers", "customers abroad of each of them"),
    Parameter(
        "overseas_desks",
        4,
        "per 100,000 residents",
        "airlines, universities, hotels abroad that ring strangers here, at least one",
    ),
    Parameter("overseas_desk_calls", 70, "per desk and day", "calls of such a desk"),
    Parameter(
        "voip_abroad_ratio", 0.65, "of calls from abroad", "calls from abroad that arrive by SIP, the rest by circuits"
    ),
    Parameter(
        "burst_ratio", 0.45, "of hours", "hours in which a call centre is dialling; it dials the day's calls in them"
    ),
    Parameter(
        "adviser_share",
        0.0025,
        "of residents",
        "insurance agents and client managers of banks who ring from their own mobile",
        "a few million insurance agents in the country, and bank managers; level: assumption",
    ),
    Parameter("adviser_calls", 16, "per adviser and day", "calls to clients and to people whom they hope to win"),
    Parameter("adviser_stranger_ratio", 0.35, "of their calls", "calls to people who are not clients"),
    Parameter(
        "teacher_share",
        0.008,
        "of residents",
        "teachers who ring parents from their own mobile",
        "those with a class of their own: assumption",
    ),
    Parameter("teacher_calls", 1.6, "per teacher and day", "calls to parents"),
    Parameter("teacher_stranger_ratio", 0.05, "of their calls", "calls to parents whom they never rang"),
    Parameter(
        "agent_share", 0.0015, "of residents", "house agents, recruiters and the like who ring from their own mobile"
    ),
    Parameter("agent_calls", 32, "per agent and day", "calls to owners, candidates, prospects"),
    Parameter("agent_stranger_ratio", 0.75, "of their calls", "calls to people whom they never rang"),
    Parameter(
        "field_collector_share", 0.0002, "of residents", "collectors of debts who ring from a mobile and talk long"
    ),
    Parameter("field_collector_calls", 38, "per collector and day", "calls to debtors and their families"),
    Parameter("field_collector_stranger_ratio", 0.30, "of their calls", "calls to debtors whom they never rang"),
    Parameter("profession_call_back_ratio", 0.24, "of missed calls", "people who ring such a caller back"),
    Parameter(
        "masked_calls",
        0.16,
        "per resident and day",
        "calls through a middle number (隐私号, AXB) that hides both ends",
        "usual with delivery, ride hailing, second-hand and house platforms; level: assumption",
    ),
    Parameter(
        "masked_sale_ratio", 0.18, "of masked calls", "those of buyers, sellers, tenants, who talk longer than a rider"
    ),
    Parameter(
        "masked_call_back_ratio", 0.22, "of missed calls", "masked calls that are returned, to the middle number"
    ),
    Parameter("middle_numbers", 900, "per 100,000 residents", "middle numbers in use, each for many different people"),
    Parameter(
        "overseas_interviews",
        9,
        "per 100,000 residents and day",
        "talks of universities, employers and visa offices abroad with people whom they never rang",
    ),
)

PARAMETERS: tuple[Parameter, ...] = (*_LIFE, *FRAUD_PARAMETERS)
