package dev.atelier.application.endpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists the endpoints that are open to the caller, or both to the caller and to another user. */
@UseCase
public class ListEndpoints {

    private final EndpointRepository endpoints;
    private final UserRepository users;

    public ListEndpoints(EndpointRepository endpoints, UserRepository users) {
        this.endpoints = endpoints;
        this.users = users;
    }

    /** A page, newest first. {@code user} restricts it to what is open to that user as well. */
    public Page<Endpoint> list(Caller caller, Optional<UserName> user, Optional<Cursor> after, int limit) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.LIST);
        if (user.isPresent()) {
            User about = users.find(user.get())
                    .orElseThrow(() -> new InvalidRequestException(
                            "user: " + TextSanitizer.quote(user.get().value()) + " not exist"));
            Set<RoleName> roles = about.roles().stream()
                    .filter(role -> caller.isAdministrator() || caller.roles().contains(role))
                    .collect(Collectors.toSet());
            return endpoints.page(words(roles), after, limit);
        }
        return caller.isAdministrator()
                ? endpoints.page(after, limit)
                : endpoints.page(words(caller.roles()), after, limit);
    }

    private static Set<String> words(Set<RoleName> roles) {
        return roles.stream().map(RoleName::value).collect(Collectors.toSet());
    }
}
