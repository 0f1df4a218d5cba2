package dev.atelier.rest.console;

import dev.atelier.application.access.DeleteRoles;
import dev.atelier.application.access.ListRoles;
import dev.atelier.application.access.SaveRole;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The roles with their permissions. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/roles")
class RolePages {

    /** The fields that give a permission begin so. */
    static final String PERMISSION = "permission.";

    private static final int PAGE = 100;

    private final Pages pages;
    private final ListRoles list;
    private final SaveRole save;
    private final DeleteRoles delete;

    RolePages(Pages pages, ListRoles list, SaveRole save, DeleteRoles delete) {
        this.pages = pages;
        this.list = list;
        this.save = save;
        this.delete = delete;
    }

    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "role:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String after) {
        return Pages.show(Templates.roles(
                pages.frame(request, caller, Section.ROLES),
                list.list(caller, Optional.empty(), Pages.given(after).map(RoleName::new), PAGE)));
    }

    /** One of them. */
    @Get("/role")
    HttpResponse<String> role(
            @CurrentCaller(permission = "role:list") Caller caller, HttpRequest<?> request, @QueryValue String name) {
        Role role = require(caller, new RoleName(name));
        return Pages.show(Templates.role(pages.frame(request, caller, Section.ROLES), RoleView.of(caller, role)));
    }

    @Post
    HttpResponse<String> add(
            @CurrentCaller(permission = "role:create") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        RoleName role = new RoleName(form.text("role"));
        if (find(caller, role).isPresent()) {
            throw new InvalidRequestException("role " + role + " is there already; change it in the list");
        }
        save.save(caller, role, ticked(form));
        return pages.lead(request, "/roles");
    }

    @Post("/change")
    HttpResponse<String> change(
            @CurrentCaller(permission = "role:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        save.save(caller, require(caller, new RoleName(form.exact("role"))).name(), ticked(form));
        return pages.lead(request, "/roles");
    }

    @Post("/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "role:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        delete.delete(caller, List.of(new RoleName(FormFields.of(body).exact("role"))));
        return pages.lead(request, "/roles");
    }

    private Optional<Role> find(Caller caller, RoleName name) {
        return list.list(caller, Optional.of(name), Optional.empty(), 1).items().stream()
                .findFirst();
    }

    private Role require(Caller caller, RoleName name) {
        return find(caller, name).orElseThrow(() -> new NotFoundException("role " + name + " not found"));
    }

    private static Set<Permission> ticked(FormFields form) {
        return form.checked(PERMISSION).stream().map(Permission::parse).collect(Collectors.toSet());
    }
}
