package dev.atelier.rest.console;

import dev.atelier.application.access.DeleteUsers;
import dev.atelier.application.access.ListRoles;
import dev.atelier.application.access.ListUsers;
import dev.atelier.application.access.SaveUser;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
                shown(caller)));
    }

    @Post
    HttpResponse<String> add(
            @CurrentCaller(permission = "user:create") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        UserName user = new UserName(form.text("user"));
        if (find(caller, user).isPresent()) {
            throw new InvalidRequestException("user " + user + " is there already; change them in the list");
        }
        save.save(caller, new SaveUser.Command(user, password(form), ticked(form)));
        return pages.lead(request, "/users");
    }

    /** Without a password the user keeps theirs, and in any case the roles that the caller does not see. */
    @Post("/change")
    HttpResponse<String> change(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        UserName user = new UserName(form.exact("user"));
        Set<RoleName> given = new LinkedHashSet<>(find(caller, user)
                .orElseThrow(() -> new NotFoundException("user " + user + " not found"))
                .roles());
        shown(caller).forEach(given::remove);
        given.addAll(ticked(form));
        save.save(caller, new SaveUser.Command(user, password(form), List.copyOf(given)));
        return pages.lead(request, "/users");
    }

    private Optional<User> find(Caller caller, UserName user) {
        return list.list(caller, Optional.of(user), Optional.empty(), 1).items().stream()
                .map(ListUsers.Entry::user)
                .findFirst();
    }

    private List<RoleName> shown(Caller caller) {
        return roles.list(caller, Optional.empty(), Optional.empty(), MOST_ROLES).items().stream()
                .map(Role::name)
                .sorted()
                .toList();
    }

    private static Optional<Password> password(FormFields form) {
        return Optional.of(form.exact("password"))
                .filter(password -> !password.isEmpty())
                .map(Password::new);
    }

    private static List<RoleName> ticked(FormFields form) {
        return form.checked(ROLE).stream().map(RoleName::new).toList();
    }

    @Post("/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        delete.delete(caller, List.of(new UserName(FormFields.of(body).exact("user"))));
        return pages.lead(request, "/users");
    }
}
