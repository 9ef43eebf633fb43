"""Names of invented people. Each line: weight or kind, writing, reading, Latin letters for addresses.

髙 﨑 𠮷 and 葛󠄀 (with the variation selector U+E0100) are in the registers of every town; a name is never
"normalised" away.
"""

from dataclasses import dataclass

_FAMILY = """
佐藤 さとう sato 6|鈴木 すずき suzuki 6|髙橋 たかはし takahashi 2|高橋 たかはし takahashi 4|田中 たなか tanaka 5
伊藤 いとう ito 4|渡辺 わたなべ watanabe 4|渡邉 わたなべ watanabe 1|渡邊 わたなべ watanabe 1|山本 やまもと yamamoto 4
中村 なかむら nakamura 4|小林 こばやし kobayashi 4|加藤 かとう kato 4|吉田 よしだ yoshida 3|𠮷田 よしだ yoshida 1
山田 やまだ yamada 3|佐々木 ささき sasaki 3|山口 やまぐち yamaguchi 3|松本 まつもと matsumoto 3|井上 いのうえ inoue 3
木村 きむら kimura 3|林 はやし hayashi 3|斎藤 さいとう saito 2|齋藤 さいとう saito 1|齊藤 さいとう saito 1
清水 しみず shimizu 3|山崎 やまざき yamazaki 2|山﨑 やまさき yamasaki 2|森 もり mori 2|池田 いけだ ikeda 2
橋本 はしもと hashimoto 2|阿部 あべ abe 2|石川 いしかわ ishikawa 2|山下 やました yamashita 2|中島 なかじま nakajima 2
石井 いしい ishii 2|小川 おがわ ogawa 2|前田 まえだ maeda 2|岡田 おかだ okada 2|長谷川 はせがわ hasegawa 2
藤田 ふじた fujita 2|後藤 ごとう goto 2|近藤 こんどう kondo 2|村上 むらかみ murakami 2|遠藤 えんどう endo 2
青木 あおき aoki 2|坂本 さかもと sakamoto 2|福田 ふくだ fukuda 2|太田 おおた ota 2|西村 にしむら nishimura 2
藤井 ふじい fujii 2|岡本 おかもと okamoto 2|金子 かねこ kaneko 2|藤原 ふじわら fujiwara 2|中野 なかの nakano 2
三浦 みうら miura 2|原田 はらだ harada 2|松田 まつだ matsuda 2|竹内 たけうち takeuchi 2|小野 おの ono 2
田村 たむら tamura 2|中山 なかやま nakayama 2|和田 わだ wada 1|石田 いしだ ishida 1|森田 もりた morita 1
上田 うえだ ueda 1|原 はら hara 1|内田 うちだ uchida 1|柴田 しばた shibata 1|酒井 さかい sakai 1
宮崎 みやざき miyazaki 1|宮﨑 みやざき miyazaki 1|横山 よこやま yokoyama 1|高木 たかぎ takagi 1|髙木 たかぎ takagi 1
安藤 あんどう ando 1|宮本 みやもと miyamoto 1|大野 おおの ono 1|小島 こじま kojima 1|谷口 たにぐち taniguchi 1
今井 いまい imai 1|工藤 くどう kudo 1|高田 たかだ takada 1|増田 ますだ masuda 1|丸山 まるやま maruyama 1
杉山 すぎやま sugiyama 1|村田 むらた murata 1|大塚 おおつか otsuka 1|新井 あらい arai 1|小山 こやま koyama 1
平野 ひらの hirano 1|河野 こうの kono 1|藤本 ふじもと fujimoto 1|武田 たけだ takeda 1|千葉 ちば chiba 1
野口 のぐち noguchi 1|菅原 すがわら sugawara 1|久保 くぼ kubo 1|岩崎 いわさき iwasaki 1|木下 きのした kinoshita 1
佐野 さの sano 1|松井 まつい matsui 1|菊地 きくち kikuchi 1|野村 のむら nomura 1|葛󠄀西 かさい kasai 1
葛󠄀城 かつらぎ katsuragi 1|辻󠄀 つじ tsuji 1|栁田 やなぎだ yanagida 1|桒原 くわばら kuwabara 1|濵田 はまだ hamada 1
五十嵐 いがらし igarashi 1|小鳥遊 たかなし takanashi 1|勅使河原 てしがわら teshigawara 1|一 にのまえ ninomae 1
"""
_FAMILY_ABROAD = """
グエン グエン nguyen|王 おう wang|李 り li|陳 ちん chen|金 きむ kim|朴 ぱく park|デ・ラ・クルス デ・ラ・クルス delacruz
サントス サントス santos|シャルマ シャルマ sharma|タパ・マガル タパ・マガル thapamagar|Müller ミュラー mueller
Fitzgerald-Oyelaran フィッツジェラルド・オイェララン fitzgeraldoyelaran|ラフマーン ラフマーン rahman|Nakamura-Schmidt ナカムラ・シュミット nakamuraschmidt
オリヴェイラ・ダ・シルヴァ オリヴェイラ・ダ・シルヴァ oliveiradasilva|ラコトマララ ラコトマララ rakotomalala
"""
_GIVEN = {
    "ja mother": """歩美 あゆみ ayumi|沙織 さおり saori|美咲 みさき misaki|愛 あい ai|裕子 ゆうこ yuko|真由美 まゆみ mayumi
麻衣 まい mai|彩 あや aya|恵 めぐみ megumi|綾香 あやか ayaka|千尋 ちひろ chihiro|由佳 ゆか yuka|香織 かおり kaori|舞 まい mai
奈々 なな nana|瞳 ひとみ hitomi|友美 ともみ tomomi|早紀 さき saki|智子 ともこ tomoko|絵里 えり eri|麻美 あさみ asami
理恵 りえ rie|里奈 りな rina|春香 はるか haruka|晴美 はるみ harumi|美穂 みほ miho|菜摘 なつみ natsumi|優子 ゆうこ yuko
明日香 あすか asuka|千晶 ちあき chiaki|亜希子 あきこ akiko|久美子 くみこ kumiko|祥子 しょうこ shoko|梓 あずさ azusa""",
    "ja father": """健 たけし takeshi|大輔 だいすけ daisuke|翔太 しょうた shota|拓也 たくや takuya|健太 けんた kenta
直樹 なおき naoki|亮 りょう ryo|達也 たつや tatsuya|雄太 ゆうた yuta|剛 つよし tsuyoshi|哲也 てつや tetsuya|学 まなぶ manabu
誠 まこと makoto|隆 たかし takashi|和也 かずや kazuya|祐介 ゆうすけ yusuke|洋平 ようへい yohei|浩二 こうじ koji|純 じゅん jun
慎一郎 しんいちろう shinichiro|智也 ともや tomoya|英樹 ひでき hideki|圭 けい kei|康平 こうへい kohei|優 ゆう yu|淳 あつし atsushi
龍之介 りゅうのすけ ryunosuke|賢治 けんじ kenji|崇 たかし takashi|俊介 しゅんすけ shunsuke|孝弘 たかひろ takahiro""",
    "ja grandmother": """和子 かずこ kazuko|幸子 さちこ sachiko|節子 せつこ setsuko|洋子 ようこ yoko|恵子 けいこ keiko
京子 きょうこ kyoko|悦子 えつこ etsuko|弘子 ひろこ hiroko|文子 ふみこ fumiko|千代 ちよ chiyo|トミ とみ tomi|ハル子 はるこ haruko""",
    "ja grandfather": """清 きよし kiyoshi|茂 しげる shigeru|勇 いさむ isamu|実 みのる minoru|正 ただし tadashi|昭 あきら akira
博 ひろし hiroshi|進 すすむ susumu|武雄 たけお takeo|三郎 さぶろう saburo""",
    "ja girl": """紬 つむぎ|陽葵 ひまり|凛 りん|芽依 めい|葵 あおい|結菜 ゆいな|莉子 りこ|澪 みお|花 はな|咲茉 えま|心春 こはる|杏 あん
紗奈 さな|柚葉 ゆずは|彩葉 いろは|琴音 ことね|美月 みつき|詩 うた|ひなた ひなた|さくら さくら|結愛 ゆあ|茉白 ましろ|翠 すい|凪 なぎ
小春 こはる|美桜 みお|百花 ももか|仁菜 にいな|千歳 ちとせ|乃愛 のあ|つばき つばき|ひかり ひかり|楓 かえで|菫 すみれ|日向葵 ひなた""",
    "ja boy": """碧 あお|蓮 れん|陽翔 はると|湊 みなと|暖 はる|律 りつ|朝陽 あさひ|樹 いつき|蒼 あおい|悠真 ゆうま|大和 やまと|颯 はやて
新 あらた|伊織 いおり|岳 がく|瑛斗 えいと|奏 かなで|陸 りく|旭 あさひ|結翔 ゆいと|晴 はれ|想 そう|凪 なぎ|悠人 ゆうと
朔 さく|慧 けい|空 そら|昊 そら|海斗 かいと|玄 げん|暁 あきら|はやと はやと|太一 たいち|一颯 いぶき|獅士丸 ししまる""",
    "abroad mother": """ティ・ミン・アン ティ・ミン・アン thiminhanh|思涵 スーハン sihan|マリア・テレサ マリア・テレサ mariateresa
ジェニファー ジェニファー jennifer|プリヤンカー プリヤンカー priyanka|Anna-Lena アンナレーナ annalena|秀娟 シウジュエン xiujuan
アイーシャ アイーシャ aisha|Siobhán シヴォーン siobhan|ノメンジャナハリ ノメンジャナハリ nomenjanahary""",
    "abroad father": """マクシミリアーノ・アレハンドロ マクシミリアーノ・アレハンドロ maximilianoalejandro|ヴァン・フン ヴァン・フン vanhung
浩然 ハオラン haoran|ラージェーシュ ラージェーシュ rajesh|Jürgen ユルゲン juergen|ジョゼ・カルロス ジョゼ・カルロス josecarlos
Oluwaseun オルワシェウン oluwaseun|민준 ミンジュン minjun|アブドゥッラー アブドゥッラー abdullah|Bartholomew バーソロミュー bartholomew""",
    "abroad grandmother": "マリア マリア maria|ティ・ホア ティ・ホア thihoa|淑芬 シューフェン shufen",
    "abroad grandfather": "ホセ ホセ jose|ヴァン・ナム ヴァン・ナム vannam|建国 ジエングオ jianguo",
    "abroad girl": """ミン・アン ミン・アン|思妍 スーイエン|ソフィア・イザベラ ソフィア・イザベラ|アーニャ アーニャ|서연 ソヨン
Emma エマ|ファーティマ ファーティマ|ルナ・マリア ルナ・マリア|Chidinma チディンマ|梓萱 ズーシュエン""",
    "abroad boy": """マクシミリアーノ マクシミリアーノ|バオ・ロン バオ・ロン|宇軒 ユーシュエン|アーラヴ アーラヴ|도윤 ドユン
Noah ノア|ユースフ ユースフ|ガブリエル・エンヒッキ ガブリエル・エンヒッキ|Chukwuemeka チュクエメカ|Leon レオン""",
}


@dataclass(frozen=True, slots=True)
class FamilyName:
    """A family name; `origin` says which given names go with it."""

    name: str
    kana: str
    latin: str
    origin: str = "ja"
    weight: int = 1


@dataclass(frozen=True, slots=True)
class GivenName:
    """A given name of one kind of person, such as 'ja mother' or 'abroad boy'."""

    kind: str
    name: str
    kana: str
    latin: str = ""


def _lines(text: str) -> list[list[str]]:
    return [entry.split(" ") for line in text.strip().splitlines() for entry in line.split("|")]


FAMILY_NAMES = [
    *(FamilyName(name, kana, latin, weight=int(weight)) for name, kana, latin, weight in _lines(_FAMILY)),
    *(FamilyName(name, kana, latin, origin="abroad") for name, kana, latin in _lines(_FAMILY_ABROAD)),
]
GIVEN_NAMES = [GivenName(kind, *parts) for kind, text in _GIVEN.items() for parts in _lines(text)]


def given_names(kind: str) -> list[GivenName]:
    """The given names of one kind of person."""
    return [name for name in GIVEN_NAMES if name.kind == kind]
