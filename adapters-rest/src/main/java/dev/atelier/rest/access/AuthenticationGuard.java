package dev.atelier.rest.access;

import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.annotation.Filter;
import io.micronaut.security.filters.SecurityFilter;

/** Refuses to start when settings of the framework would let requests pass without authentication. */
@Context
final class AuthenticationGuard {

    AuthenticationGuard(BeanContext beans, @Value("${micronaut.security.filter.pattern:/**}") String pattern) {
        if (!beans.containsBean(SecurityFilter.class) || !pattern.equals(Filter.MATCH_ALL_PATTERN)) {
            throw new IllegalArgumentException("micronaut.security.enabled, micronaut.security.filter.enabled or"
                    + " micronaut.security.filter.pattern exempts paths from authentication, which is not allowed;"
                    + " remove these settings");
        }
    }
}
