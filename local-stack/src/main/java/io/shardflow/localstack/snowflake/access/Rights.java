/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.snowflake.access;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who owns what, and which role has which right on it; which role has which other one. Guarded by its monitor. */
final class Rights {
    static final String OWNERSHIP = "OWNERSHIP";
    static final String ALL = "ALL";

    /** Snowflake's own roles; each has what those behind it may. */
    private static final Map<String, Set<String>> SYSTEM_ROLES = Map.of(
            "ACCOUNTADMIN", Set.of("SYSADMIN", "SECURITYADMIN"),
            "SECURITYADMIN", Set.of("USERADMIN"),
            "USERADMIN", Set.of(),
            "SYSADMIN", Set.of(),
            "PUBLIC", Set.of());

    private static final Map<String, Set<String>> SYSTEM_RIGHTS = Map.of(
            "SECURITYADMIN", Set.of("MANAGE GRANTS"),
            "USERADMIN", Set.of("CREATE ROLE", "CREATE USER"),
            "SYSADMIN", Set.of("CREATE WAREHOUSE", "CREATE DATABASE"));

    private final Map<String, Set<String>> roles = new HashMap<>();
    private final Map<Securable, String> owners = new HashMap<>();
    private final Map<Securable, Map<String, Set<String>>> granted = new HashMap<>();
    private final Map<Securable, Map<String, Set<String>>> future = new HashMap<>();

    Rights() {
        SYSTEM_ROLES.forEach((role, others) -> roles.put(role, new HashSet<>(others)));
        SYSTEM_RIGHTS.forEach((role, rights) -> grant(Securable.ACCOUNT, rights, role));
    }

    static Set<String> systemRoles() {
        return SYSTEM_ROLES.keySet();
    }

    synchronized boolean isRole(final String name) {
        return roles.containsKey(name);
    }

    synchronized void addRole(final String name, final String owner) {
        roles.put(name, new HashSet<>());
        owners.put(Securable.of(Securable.Kind.ROLE, name), owner);
    }

    synchronized void grantRole(final String role, final String to) {
        roles.get(to).add(role);
    }

    synchronized void revokeRole(final String role, final String from) {
        roles.get(from).remove(role);
    }

    /** The role, and all that it has. */
    synchronized Set<String> with(final String role) {
        final Set<String> all = new HashSet<>(Set.of("PUBLIC"));
        add(role, all);
        return all;
    }

    private void add(final String role, final Set<String> all) {
        if (roles.containsKey(role) && all.add(role)) {
            roles.get(role).forEach(other -> add(other, all));
        }
    }

    /** Whether the role, or one that it has, owns the object. What nobody is known to own is ACCOUNTADMIN's. */
    synchronized boolean owns(final String role, final Securable object) {
        return with(role).contains(owners.getOrDefault(object, "ACCOUNTADMIN"));
    }

    synchronized boolean has(final String role, final String right, final Securable object) {
        return owns(role, object) || anyGranted(role, object, Set.of(right, ALL));
    }

    /** Whether the role has any right on the object. */
    synchronized boolean sees(final String role, final Securable object) {
        final Map<String, Set<String>> of = granted.getOrDefault(object, Map.of());
        return owns(role, object)
                || with(role).stream()
                        .anyMatch(r -> !of.getOrDefault(r, Set.of()).isEmpty());
    }

    private boolean anyGranted(final String role, final Securable object, final Set<String> rights) {
        final Map<String, Set<String>> of = granted.getOrDefault(object, Map.of());
        return with(role).stream()
                .anyMatch(r -> of.getOrDefault(r, Set.of()).stream().anyMatch(rights::contains));
    }

    synchronized String owner(final Securable object) {
        return owners.getOrDefault(object, "ACCOUNTADMIN");
    }

    synchronized boolean isOwned(final Securable object) {
        return owners.containsKey(object);
    }

    /** A role has made the object: it owns it, and others get what they were to get on such objects in that schema. */
    synchronized void made(final Securable object, final String role) {
        owners.put(object, role);
        granted.remove(object);
        if (object.kind() == Securable.Kind.TABLE) {
            final List<String> name = object.name();
            future.getOrDefault(Securable.schema(name.get(0), name.get(1)), Map.of())
                    .forEach((to, rights) -> grant(object, rights, to));
        }
    }

    synchronized void gone(final Securable object) {
        owners.remove(object);
        granted.remove(object);
    }

    synchronized void renamed(final Securable from, final Securable to) {
        owners.put(to, owner(from));
        granted.put(to, granted.getOrDefault(from, new HashMap<>()));
        gone(from);
    }

    /** Two objects have changed names, and what is granted on them goes with them. */
    synchronized void swapped(final Securable one, final Securable other) {
        final Securable between = Securable.of(Securable.Kind.TABLE, "");
        renamed(one, between);
        renamed(other, one);
        renamed(between, other);
    }

    synchronized void grant(final Securable object, final Collection<String> rights, final String role) {
        add(granted, object, rights, role);
    }

    synchronized void grantFuture(final Securable schema, final Collection<String> rights, final String role) {
        add(future, schema, rights, role);
    }

    private static void add(
            final Map<Securable, Map<String, Set<String>>> where,
            final Securable object,
            final Collection<String> rights,
            final String role) {
        where.computeIfAbsent(object, o -> new HashMap<>())
                .computeIfAbsent(role, r -> new TreeSet<>())
                .addAll(rights);
    }

    synchronized void revoke(final Securable object, final Collection<String> rights, final String role) {
        take(granted, object, rights, role);
    }

    synchronized void revokeFuture(final Securable schema, final Collection<String> rights, final String role) {
        take(future, schema, rights, role);
    }

    private static void take(
            final Map<Securable, Map<String, Set<String>>> where,
            final Securable object,
            final Collection<String> rights,
            final String role) {
        final Set<String> had = where.getOrDefault(object, Map.of()).getOrDefault(role, new HashSet<>());
        if (rights.contains(ALL)) {
            had.clear();
        } else {
            had.removeAll(rights);
        }
    }

    /** @param copy whether the rights that others have stay; otherwise they are revoked */
    synchronized void giveAway(final Securable object, final String to, final boolean copy) {
        owners.put(object, to);
        if (!copy) {
            granted.remove(object);
        }
    }

    /** Refused unless somebody has no rights beside the owner, as Snowflake does when it is not said what shall become of them. */
    synchronized void checkNoneDepends(final Securable object) {
        granted.getOrDefault(object, Map.of()).forEach((role, rights) -> {
            if (!rights.isEmpty()) {
                throw new SnowflakeError(
                        "003036",
                        "42501",
                        "SQL execution error: Dependent grant of privilege '"
                                + rights.iterator().next()
                                + "' on securable '" + String.join(".", object.name()) + "' to role '" + role
                                + "' exists. It must be revoked first.");
            }
        });
    }
}
