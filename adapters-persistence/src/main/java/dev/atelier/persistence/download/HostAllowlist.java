package dev.atelier.persistence.download;

import dev.atelier.domain.CidrBlock;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.net.IDN;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Allows public hosts and addresses, and those that the operator lists. Thread-safe. */
public final class HostAllowlist {

    /** Names that some resolvers read as a number in place of dotted decimals, in any base. */
    private static final String NUMERIC = "(?i)(?:.*\\.)?(?:0x[0-9a-f]*|\\d+)";

    private final Set<String> names;
    private final List<CidrBlock> networks;
    private final String rule;

    /**
     * @param allowed names of hosts, addresses and networks
     * @param rule which ones may be reached, for messages
     */
    public HostAllowlist(List<String> allowed, String rule) {
        this.rule = rule;
        names = allowed.stream()
                .filter(host -> !isAddress(host))
                .map(host -> IDN.toASCII(host).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        networks = allowed.stream()
                .filter(HostAllowlist::isAddress)
                .map(CidrBlock::parse)
                .toList();
    }

    private static boolean isAddress(String host) {
        return host.contains("/") || host.contains(":") || host.matches(NUMERIC);
    }

    /**
     * @throws InvalidRequestException if the URL's host is an address that is not allowed, or a number that might be
     *     read as one
     */
    public void require(SourceUrl url) {
        String host = url.host();
        CidrBlock.literal(host).ifPresentOrElse(address -> require(host, address), () -> {
            if (host.matches(NUMERIC) || host.indexOf(':') >= 0) {
                throw new InvalidRequestException("the host " + TextSanitizer.quote(host)
                        + " is a number; write a public address as four decimals with dots, or the host's name");
            }
        });
    }

    /** @throws InvalidRequestException if this address of the host is not allowed */
    void require(String host, InetAddress address) {
        if (names.contains(host.toLowerCase(Locale.ROOT))
                || networks.stream().anyMatch(network -> network.contains(address))
                || PublicAddressRule.isPublic(address)) {
            return;
        }
        throw new InvalidRequestException("the host " + TextSanitizer.quote(host) + " has the address "
                + address.getHostAddress() + ", which is not public; " + rule);
    }
}
