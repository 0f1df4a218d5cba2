package dev.atelier.rest.console;

import dev.atelier.domain.access.Caller;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;

/** The address of the console itself, which leads to the first page that has anything for the user. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH)
class FirstPage {

    private final Pages pages;

    FirstPage(Pages pages) {
        this.pages = pages;
    }

    @Get
    HttpResponse<String> lead(@CurrentCaller Caller caller, HttpRequest<?> request) {
        Frame frame = pages.frame(request, caller, null);
        return frame.sections().stream()
                .findFirst()
                .<HttpResponse<String>>map(section -> pages.lead(request, section.path()))
                .orElseGet(() -> Pages.show(
                        HttpStatus.FORBIDDEN,
                        Templates.error(
                                frame,
                                "No page is open to you",
                                "User " + caller.name() + " has no permission for any page; roles give permissions.")));
    }
}
