package dev.atelier.localgpu.webui;

import java.util.Map;
import java.util.Set;

/** Checks what a payload says before a node gets it. */
public interface PayloadCheck {

    /** @throws dev.atelier.domain.InvalidRequestException when there is something in it that is not for clients */
    void check(Map<String, Object> payload);

    /** By field of the payload, which of its members the node is not given. */
    Map<String, Set<String>> leftOut(Map<String, Object> payload);

    /** Whether the script does nothing with these arguments. */
    boolean isOff(String title, Object args);
}
