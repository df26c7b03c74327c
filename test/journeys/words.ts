// What people read on the pages of the journeys, by language: the tests press what a person would press.
export const WORDS = {
  zh: {
    report: '拍照上报', photo: '照片', cls: '占道经营', description: '水果摊占满人行道，轮椅过不去', send: /^提交举报/, solved: '解决了', notYet: '没有，重开', reopen: '重开', why: '哪里没解决',
    same: '就是它', offline: '没有网络，已存在本机，连上就提交', back: '接着上次没写完的', number: '案卷号',
  },
  en: {
    report: 'Report with a photo', photo: 'Photos', cls: 'Street vending', description: 'Stall in path', send: /^Send report/, solved: 'Solved', notYet: 'No, reopen', reopen: 'Reopen', why: 'What is not solved',
    same: 'Same one', offline: 'No network. Saved on this phone; it goes out when you are back online.', back: 'Your unfinished report is back', number: 'Number',
  },
} as const;
