package dev.atelier.rest.console;

import dev.atelier.application.access.DeleteUsers;
import dev.atelier.application.access.ListRoles;
import dev.atelier.application.access.ListUsers;
import dev.atelier.application.access.SaveUser;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The users with their roles. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/users")
class UserPages {

    /** The fields that give a role begin so. */
    static final String ROLE = "role.";

    private static final int PAGE = 100;

    /** As many as can be chosen from. */
    private static final int MOST_ROLES = 200;

    private final Pages pages;
    private final ListUsers list;
    private final ListRoles roles;
    private final SaveUser save;
    private final DeleteUsers delete;

    UserPages(Pages pages, ListUsers list, ListRoles roles, SaveUser save, DeleteUsers delete) {
        this.pages = pages;
        this.list = list;
        this.roles = roles;
        this.save = save;
        this.delete = delete;
    }

    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "user:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String after) {
        return Pages.show(Templates.users(
                pages.frame(request, caller, Section.USERS),
                list.list(caller, Optional.empty(), Pages.given(after).map(UserName::new), PAGE),
                roles.list(caller, Optional.empty(), Optional.empty(), MOST_ROLES).items().stream()
                        .map(Role::name)
                        .sorted()
                        .toList()));
    }

    /** Adds the user, or changes one: without a password they keep theirs. */
    @Post
    HttpResponse<String> save(
            @CurrentCaller(permission = "user:create") Caller caller,
            HttpRequest<?> request,
            @Body Map<String, String> form) {
        List<RoleName> given = form.keySet().stream()
                .filter(field -> field.startsWith(ROLE))
                .map(field -> new RoleName(field.substring(ROLE.length())))
                .toList();
        save.save(
                caller,
                new SaveUser.Command(
                        new UserName(form.getOrDefault("user", "").strip()),
                        Optional.of(form.getOrDefault("password", ""))
                                .filter(password -> !password.isEmpty())
                                .map(Password::new),
                        given));
        return pages.lead(request, "/users");
    }

    @Post("/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @Body Map<String, String> form) {
        delete.delete(caller, List.of(new UserName(form.getOrDefault("user", ""))));
        return pages.lead(request, "/users");
    }
}
