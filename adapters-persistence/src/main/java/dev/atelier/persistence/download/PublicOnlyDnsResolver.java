package dev.atelier.persistence.download;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/** Resolves a host once for each connection, which then uses one of the addresses checked here. */
final class PublicOnlyDnsResolver implements DnsResolver {

    private final DnsResolver names;
    private final HostAllowlist hosts;

    private final boolean inwardOnly;

    PublicOnlyDnsResolver(DnsResolver names, HostAllowlist hosts) {
        this(names, hosts, false);
    }

    private PublicOnlyDnsResolver(DnsResolver names, HostAllowlist hosts, boolean inwardOnly) {
        this.names = names;
        this.hosts = hosts;
        this.inwardOnly = inwardOnly;
    }

    /** One that refuses public addresses as well, for secrets on connections without TLS. */
    PublicOnlyDnsResolver inwardOnly() {
        return new PublicOnlyDnsResolver(names, hosts, true);
    }

    /**
     * All addresses of the host.
     *
     * @throws PrivateAddressException if any of them is not allowed
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.resolve(host);
        if (addresses == null || addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        for (InetAddress address : addresses) {
            try {
                hosts.require(host, address);
            } catch (InvalidRequestException e) {
                throw new PrivateAddressException(e);
            }
            if (inwardOnly && PublicAddressRule.isPublic(address)) {
                throw new PrivateAddressException(new InvalidRequestException("the secret for "
                        + TextSanitizer.quote(host) + " is sent by https only; name the file by an https URL"));
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** A host name resolves to an address that is not allowed for this request. */
    static final class PrivateAddressException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        PrivateAddressException(InvalidRequestException rejection) {
            super(rejection.getMessage());
            initCause(rejection);
        }
    }
}
