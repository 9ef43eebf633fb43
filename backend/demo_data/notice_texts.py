"""What nurseries, clubs and the central office tell families in two ordinary weeks.

Fields: {m} month, {next_m} the month after, {soon} and {later} days to come (with _en in English),
{illness} and {event} of the season.
"""

from dataclasses import dataclass, field

from facilities.models import Role

ILLNESS = {
    1: "インフルエンザ", 2: "インフルエンザ", 3: "感染性胃腸炎", 4: "溶連菌感染症", 5: "RSウイルス感染症", 6: "手足口病",
    7: "ヘルパンギーナ", 8: "手足口病", 9: "RSウイルス感染症", 10: "溶連菌感染症", 11: "感染性胃腸炎", 12: "インフルエンザ",
}  # fmt: skip
EVENT = {
    1: "もちつき会", 2: "節分の会", 3: "お別れ会", 4: "親子遠足", 5: "春の遠足", 6: "プール開き", 7: "夏まつり", 8: "夕涼み会",
    9: "お月見会", 10: "運動会", 11: "生活発表会", 12: "おたのしみ会",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One notice: `hour` is when it is usually sent, `share` how many read it in the end."""

    title: str
    body: str
    role: Role = Role.OFFICE
    urgency: str = "everyday"
    hour: float = 10.5
    share: float = 0.93
    ages: tuple[int, ...] = ()
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


NURSERY = [
    Text("園だより{m}月号", "いつも園の活動にご協力いただき、ありがとうございます。今月の予定と子どもたちの様子をお知らせします。\n\n"
         "・{soon} 身体測定\n・{later} {event}\n\n行事の持ち物は、日が近づきましたら改めてお知らせします。", Role.MANAGER, hour=16.2),
    Text("{next_m}月の献立表", "{next_m}月の献立表ができました。食物アレルギーのあるお子さんのご家庭には、個別の献立を別にお渡しします。\n\n"
         "材料の都合で変わることがあります。変更のときは、その日の朝に玄関でお知らせします。", hour=13.4, share=0.88),
    Text("{illness}が出ています", "昨日から今日にかけて、園内で{illness}と診断されたお子さんが3名います。\n\n"
         "・熱や発疹、嘔吐があるときは登園を控え、受診してください。\n・診断を受けたら、園にお知らせください。\n・登園には登園届が必要です。",
         Role.NURSE, "important", 9.2, 0.97),
    Text("{event}のお知らせ", "{later}に{event}を行います。\n\n集合 9:15 園庭\n持ち物 水筒、タオル、着替え1組\n服装 動きやすい服、帽子\n\n"
         "雨天のときは室内で行います。駐車場はありませんので、公共の交通機関をお使いください。", Role.MANAGER, "important", 14.5, 0.96),
    Text("身体測定を行います", "{soon}の午前に身体測定を行います。着脱しやすい服でお越しください。結果は個別にお知らせします。",
         Role.NURSE, hour=11.1, share=0.9),
    Text("避難訓練のお知らせ", "{soon}10時ごろ、地震を想定した避難訓練を行います。時間帯によっては電話に出られないことがあります。",
         Role.MANAGER, hour=15.3, share=0.87),
    Text("着替えの補充をお願いします", "季節の変わり目です。ロッカーの着替えの大きさを確かめ、上下2組ずつ補充してください。\n"
         "名前が薄くなっているものは書き直しをお願いします。", Role.TEACHER, hour=17.2, share=0.91, ages=(0, 1, 2)),
    Text("お散歩に行きました", "今日は川沿いの公園まで歩きました。木の葉や小石を両手いっぱいに集めて、大きさの順に並べていました。\n"
         "帰り道では年下の子の手を引く姿が見られました。", Role.TEACHER, hour=16.7, share=0.86, ages=(3, 4, 5)),
    Text("保護者会のご案内", "{later}17時30分から保護者会を開きます。今年度の育ちの様子と、これからの予定をお話しします。\n"
         "保育が必要な方は、当日の朝までに担任へお知らせください。", Role.MANAGER, "important", 13.1, 0.95),
    Text("延長保育料の引き落とし日", "先月分の延長保育料は{soon}に引き落とします。残高をご確認ください。", hour=10.1, share=0.84),
    Text("園庭の遊具の点検", "{soon}に業者が園庭の遊具を点検します。この日の朝夕は、園庭での遊びをお休みします。", hour=11.6, share=0.82),
    Text("就学前の面談について", "年長組の面談を{later}から始めます。希望の時間を担任にお知らせください。1家庭15分ほどです。",
         Role.TEACHER, "important", 15.8, 0.97, (5,)),
    Text("お昼寝用の布団カバー", "今週末にお持ち帰りください。洗濯をして、月曜日にお持ちください。", Role.TEACHER, hour=16.9, share=0.9,
         ages=(0, 1, 2, 3)),
    Text("不審者情報について", "昨日の夕方、駅の近くで子どもへの声かけがあったと警察から連絡がありました。\n"
         "園では門の施錠と散歩の人数を見直しました。登降園のときは、お子さんと手をつないでください。", Role.MANAGER, "important", 8.6, 0.98),
    Text("絵本の貸し出しを始めます", "{soon}から、玄関の絵本コーナーで貸し出しを始めます。1家庭2冊まで、期間は1週間です。",
         hour=12.4, share=0.83),
]  # fmt: skip

CLUB = [
    Text("クラブだより{m}月号", "宿題の時間が静かになってきました。おやつのあとの外遊びでは、ドッジボールが人気です。\n\n"
         "・{soon} 工作の日\n・{later} {event}", Role.MANAGER, hour=15.2),
    Text("短縮授業の日の開所時間", "{soon}は短縮授業のため、12時30分から開所します。お弁当と水筒を持たせてください。",
         urgency="important", hour=10.3, share=0.96),
    Text("{illness}による学級閉鎖について", "学校で学級閉鎖があります。閉鎖中のクラスのお子さんは、症状がなくても登所できません。",
         urgency="important", hour=14.1, share=0.97),
    Text("上着の取り違え", "紺色の上着(120cm)が1着残っています。お心当たりの方は職員に声をかけてください。",
         Role.TEACHER, hour=18.1, share=0.8),
    Text("おやつ代の集金", "{soon}までに、来月のおやつ代を袋に入れてお持ちください。", hour=11.3, share=0.85),
    Text("帰り道の安全について", "日の入りが変わる時期です。一人で帰るお子さんとは、帰る道を家庭でも確かめてください。",
         Role.MANAGER, hour=13.6, share=0.9),
]  # fmt: skip

CENTRAL = [
    Text("来年度の在園の意向確認について", "来年度も在園を希望される方は、{later}までに手続きをお願いします。\n\n"
         "必要な書類 就労証明書(保護者1人につき1枚)\n提出先 各園の事務室、または保育課の窓口\n\n期限を過ぎると、在園を続けられないことがあります。",
         Role.CENTRAL_SENDER, "important", 10.0, 0.98, translations={
             "easy": {"title": "来年も 保育園に 行く人は 手続きが 必要です",
                      "body": "{later}までに 「就労証明書」を 出してください。\n出す ところは、保育園か 区役所の 保育課です。\n"
                              "遅れると、保育園に 行くことが できなくなります。"},
             "en": {"title": "Tell us whether your child stays next year",
                    "body": "Hand in a certificate of employment for each parent by {later_en}, at the nursery or at the "
                            "ward office.\nAfter that day the place may be given to another child."}}),
    Text("感染症の流行について", "区内で{illness}の報告が増えています。手洗いと換気をお願いします。\n"
         "登園の前に、お子さんの体温と機嫌を確かめてください。", Role.CENTRAL_SENDER, hour=11.0, share=0.92),
    Text("祝日の保育について", "祝日はお休みです。お仕事などで保育が必要な方は、{soon}までに園へご相談ください。",
         Role.CENTRAL_SENDER, hour=14.0, share=0.9),
    Text("保育料の口座振替のお知らせ", "今月の保育料は{soon}に引き落とします。口座を変える方は、保育課へご連絡ください。",
         Role.CENTRAL_SENDER, hour=9.5, share=0.88),
]  # fmt: skip

DRILL = Text(
    "【訓練】引き渡し訓練の連絡です",
    "これは訓練です。大きな地震を想定しています。\n\n{施設名}の子どもたちは全員無事です。実際のお迎えは必要ありません。\n\n"
    "読んだら「確認しました」を押してください。読まれていないご家庭には、園から電話をします。",
    Role.CENTRAL_SENDER, "emergency", 10.0, 0.95,
    translations={
        "easy": {"title": "【練習】地震の ときの 連絡です",
                 "body": "これは 練習です。{施設名}の 子どもは みんな 元気です。むかえに 来ないで ください。\n\n"
                         "読んだら 「確認しました」を おしてください。"},
        "en": {"title": "[Drill] Earthquake message",
               "body": "This is a drill. All children of {施設名} are safe. You need not come.\n\n"
                       "Press “I have read this”. We phone the families that have not."},
    },
)  # fmt: skip
