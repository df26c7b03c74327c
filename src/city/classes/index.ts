// Classes (类别): what a report is about, what is asked, by which condition it is filed and closed, how long it may take.
// How: two levels of one table, read into an index (catalogue.ts) and a matcher of words (matcher.ts) that live until a class is written.
// Rejected: classes as code (every city has its own list), a search server (a few hundred classes fit in a millisecond).
export { Class, ClassCode, ClassInput, DATATYPES, Nature, NATURES, Question, Standard, StandardInput, Stopper, Suggestion } from './contract.ts';
export { checkAnswers, isValid, type Answer, type AnswerProblem } from './rules.ts';
export { buildClassIndex, stopperFor, usableClass, type ClassIndex } from './catalogue.ts';
export { buildMatcher, suggest, type ClassMatcher, type Wanted } from './matcher.ts';
export { classIndex, classMatcher, saveClasses } from './classes.ts';
export { chineseWords, latinWords, normal, pinyinOf, segmenterWith } from './words.ts';
