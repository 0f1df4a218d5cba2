package dev.atelier.persistence.download;

import dev.atelier.domain.CidrBlock;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Distinguishes public addresses from those of this machine, of private networks, and reserved ones. */
final class PublicAddressRule {

    private static final List<CidrBlock> REFUSED = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8",
                    "100.64.0.0/10", // shared between a carrier's customers
                    "127.0.0.0/8",
                    "169.254.0.0/16", // link-local, and cloud metadata services
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24", // documentation
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16",
                    "192.175.48.0/24",
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4") // reserved, and broadcast
            .map(CidrBlock::parse)
            .toList();

    /** The only IPv6 block with globally assigned addresses. */
    private static final CidrBlock GLOBAL = CidrBlock.parse("2000::/3");

    /** Blocks within it that are not global or embed an IPv4 address: Teredo, 6to4 and documentation. */
    private static final List<CidrBlock> NOT_GLOBAL = Stream.of(
                    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20")
            .map(CidrBlock::parse)
            .toList();

    private PublicAddressRule() {}

    static boolean isPublic(InetAddress address) {
        // Java converts IPv4-mapped IPv6 addresses to IPv4; other embeddings are outside GLOBAL.
        if (address.getAddress().length == 4) {
            return REFUSED.stream().noneMatch(range -> range.contains(address));
        }
        return GLOBAL.contains(address) && NOT_GLOBAL.stream().noneMatch(range -> range.contains(address));
    }
}
