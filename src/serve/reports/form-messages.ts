// Words of the report form, shared with its island.
import { messages } from '#ground/i18n/index.ts';

export const f = messages({
  title: ['上报', 'Report'], formProblem: ['还不能提交', 'Not sent yet'],
  photos: ['照片', 'Photos'], takeFirst: ['拍一张', 'Take a photo'], takeMore: ['再拍', 'Another'], photoNote: ['拍一张最快，位置也会一起认出来。', 'A photo is quickest; its position is read too.'],
  photoLeft: ['还可加 {n} 张。拍摄设备信息不保留。', '{n} more {n?photo:photos} may be added. Camera data is not kept.'], photoFull: ['已加满 {n} 张。拍摄设备信息不保留。', 'All {n} photos are in. Camera data is not kept.'], photoAgain: ['照片要重新选一次', 'Choose the photos again'],
  photoN: ['照片 {n}', 'Photo {n}'], removePhoto: ['删除照片 {n}', 'Remove photo {n}'], preparing: ['正在缩小照片', 'Shrinking photos'],
  cls: ['像是哪一类', 'What is it about'], clsNote: ['按位置、时间和文字推荐，由受理员确认', 'Proposed by place, hour and words; staff confirm it'], clsPick: ['选一类', 'Choose a class'], clsSkip: ['不确定，写两句就行', 'Not sure: a sentence will do'], clsSearch: ['找一类', 'Find a class'], clsHint: ['常用词、拼音都行', 'Everyday words or pinyin'],
  other: ['其他', 'Other'], nothing: ['没找到，写两句就行，受理员会分类', 'Nothing found. A sentence will do; staff will class it.'], whatAsks: ['看这一类要补充什么', 'See what this class asks'],
  stopCall: ['拨 {phone}', 'Call {phone}'], understood: ['不是这种紧急情况，继续上报', 'It is no such emergency; go on'], blocked: ['这种情况这里不收，请打电话', 'This is not taken here; please call'], emergency: ['有人受伤、起火、燃气泄漏，先打 {phones}', 'Injury, fire, gas: call {phones} first'],
  where: ['在哪里', 'Where'], whereNote: ['地址、路口、灯杆号、网格号都行', 'Address, junction, lamp post or grid code'], fromPhoto: ['取自照片，可拖动', 'from the photo; drag to move'], fromGps: ['取自定位，误差约 {n}，可拖动', 'from your device, within about {n}; drag to move'], fromPin: ['按图钉', 'at the pin'], fromWords: ['按地址', 'by address'], notYet: ['点定位，或写地址', 'Locate, or write an address'],
  nearName: ['图钉离它 {n}', 'pin is {n} away'], change: ['改', 'Change'], placeWords: ['地点', 'Place'], outside: ['这里不归{city}管。挪一下图钉，或报给邻区', 'This spot is outside {city}. Move the pin, or report to the neighbouring district.'], noPlace: ['没找到，换个写法，或挪图钉', 'Not found. Write it differently or move the pin.'], naming: ['正在认地址', 'Finding the address'], pinned: ['已标在地图上', 'Marked on the map'],
  mapLabel: ['选地点的地图，方向键可移动', 'Map to choose the place. Arrow keys move it.'], mapLoading: ['正在打开地图', 'Opening the map'], mapFailed: ['地图没打开，写地址也行', 'The map did not open; an address will do'], locate: ['用我现在的位置', 'Use my position'], denied: ['没有拿到定位，写地址或挪图钉', 'No position. Write an address or move the pin.'], numbers: ['经纬度', 'Coordinates'], lon: ['经度', 'Longitude'], lat: ['纬度', 'Latitude'],
  asset: ['是哪一个', 'Which one'], assetNote: ['离图钉近的', 'near the pin'], noAsset: ['图钉附近没有登记的，挪近一点', 'None on record near the pin. Move it closer.'], assetCode: ['部件号', 'Asset code'], assetHint: ['写好地点提交一次，附近的会列在这里；也可以写牌子上的编号', 'Send once with the place written and those near it are listed here; or give the code on its plate'],
  near: ['{n}外有人报过，是同一件吗', 'Someone reported this {n} away. Is it the same?'], nearHere: ['这里有人报过，是同一件吗', 'Someone reported this here. Is it the same?'], nearMeta: ['{ago}前，{stage}', '{ago} ago, {stage}'], same: ['就是它', 'Same one'], sameBusy: ['正在登记', 'Adding you'], nearAlt: ['那一件的照片', 'Photo of that report'],
  words: ['说两句', 'In a sentence'], optional: ['可不写', 'optional'], needed: ['要写', 'needed'], wordsHint: ['水果摊占满人行道', 'Stall blocks the pavement'],
  who: ['谁能看到我', 'Who can see me'], anonymous: ['匿名', 'Anonymous'], confidential: ['保密', 'Confidential'], named: ['实名', 'Named'],
  anonymousHint: ['凭查询码看进度，我们不知道您是谁。', 'Track it with the code. We do not know who you are.'], confidentialHint: ['只有承办人能看到您，每看一次都有记录。', 'Only the handler sees you, and every look is logged.'], namedHint: ['工作人员能看到您，不公开。', 'Staff can see you; the public cannot.'],
  contact: ['怎么找到您', 'How to reach you'], contactNote: ['实名或保密时填，电话和邮箱有一样就行', 'for named and confidential reports; phone or e-mail'], name: ['称呼', 'Name'], phone: ['电话', 'Phone'], email: ['邮箱', 'E-mail'], emailHint: ['每一步发邮件给您', 'You get a letter at every step'], signedIn: ['用 {name} 的账号联系您', 'We reach you through your account, {name}'],
  natureIs: ['性质：{nature}', 'Nature: {nature}'], nature: ['性质', 'Nature'], submit: ['提交{nature}', 'Send {nature}'], sending: ['正在提交', 'Sending'],
  draftKept: ['草稿已存在本机', 'Draft kept on this device'], draftBack: ['接着上次没写完的', 'Your unfinished report is back'], draftDrop: ['清空重来', 'Start anew'],
  offline: ['没有网络，已存在本机，连上就提交', 'No network. Saved on this phone; it goes out when you are back online.'], waiting: ['{n} 件等网络', '{n} waiting for the network'], sentLater: ['刚才存的已经提交', 'The saved report has been sent'], seeIt: ['看进度', 'Follow it'], failed: ['没存上，您填的都在。再试一次', 'Not saved, but everything you typed is here. Try again.'], lost: ['存着的一件没有被接受：{why}', 'A saved report was not taken: {why}'],
  limit_urgent_hour: ['{n} 紧急工作时', '{n} urgent h'], limit_work_hour: ['{n} 工作时', '{n} work h'], limit_work_day: ['{n} 工作日', '{n} work {n?day:days}'], limit_natural_day: ['{n} 天', '{n} {n?day:days}'],
  choose: ['请选择', 'Choose'],
});
