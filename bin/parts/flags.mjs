/**
 * How Node runs the program. Traces name our own lines. New objects get 32 MB before they are collected: what a page is made of is gone when it is
 * written, and with Node's 16 MB much of it is copied once in vain.
 */
export const FLAGS = ['--enable-source-maps', '--max-semi-space-size=32'];
