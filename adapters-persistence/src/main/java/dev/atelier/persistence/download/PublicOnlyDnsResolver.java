package dev.atelier.persistence.download;

import dev.atelier.domain.InvalidRequestException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/** Resolves a host once for each connection, which then goes to one of the addresses that were checked here. */
final class PublicOnlyDnsResolver implements DnsResolver {

    private final DnsResolver names;
    private final HostAllowlist hosts;

    PublicOnlyDnsResolver(DnsResolver names, HostAllowlist hosts) {
        this.names = names;
        this.hosts = hosts;
    }

    /** All addresses of the host; one that may not be reached refuses the host, whatever the others are. */
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
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** A name leads to an address that may not be reached. */
    static final class PrivateAddressException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        PrivateAddressException(InvalidRequestException rejection) {
            super(rejection.getMessage());
            initCause(rejection);
        }
    }
}
