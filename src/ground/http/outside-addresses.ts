// Which addresses belong to the open internet. Source: the special-purpose registries of IANA (RFC 6890 and its successors),
// and the metadata addresses of clouds that lie outside of them.
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const IPV4: readonly (readonly [net: string, bits: number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.31.196.0', 24], ['192.52.193.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['192.175.48.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
  ['168.63.129.16', 32],   // what a machine in Azure asks about itself
];
/** Inside of 2000::/3, which alone is handed out: tunnels that carry an IPv4 address, documentation, benchmarks. */
const IPV6: readonly (readonly [net: string, bits: number])[] = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20], ['2620:4f:8000::', 48]];

const closed = new BlockList();
for (const [net, bits] of IPV4) closed.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of IPV6) closed.addSubnet(net, bits, 'ipv6');
const handedOut = new BlockList();
handedOut.addSubnet('2000::', 3, 'ipv6');

/** True for an address anybody on the internet could call. Not: loopback, private, link-local, shared (CGNAT), multicast, unique local, mapped, tunnelled, reserved, or no address at all. */
export function isOutside(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  return isIPv6(address) && !address.includes('%') && handedOut.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}
