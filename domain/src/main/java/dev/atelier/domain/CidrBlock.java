package dev.atelier.domain;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A network such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or a single address.
 *
 * @param network an address in it; only the first {@code bits} of it count
 * @param bits the length of the network's prefix
 */
public record CidrBlock(InetAddress network, int bits) {

    public CidrBlock {
        if (bits < 0 || bits > network.getAddress().length * 8) {
            throw new IllegalArgumentException(network.getHostAddress() + "/" + bits + " is not a network");
        }
    }

    /**
     * Reads {@code address/bits} or an address.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress network = literal(address)
                .orElseThrow(() -> new IllegalArgumentException(text + " is neither an address nor a network"));
        int most = network.getAddress().length * 8;
        return new CidrBlock(network, slash < 0 ? most : Integer.parseInt(text.substring(slash + 1)));
    }

    /**
     * Parses an address in its usual notation; empty for host names and for notations that only some programs accept.
     */
    public static Optional<InetAddress> literal(String host) {
        if (!host.matches("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})") && host.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host)); // no DNS lookup: neither form can be a host name
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether the network contains the address; always false for an address of the other IP version. */
    public boolean contains(InetAddress address) {
        byte[] one = network.getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
