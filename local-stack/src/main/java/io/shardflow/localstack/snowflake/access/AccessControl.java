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

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Roles, users, warehouses and grants, in memory only. The statements that make them work in every stand-in; they matter only in
 * one whose settings switch access control on. Safe for use by several threads.
 */
public final class AccessControl {

    /** A user as CREATE USER has made it, or the settings. */
    record User(StandInConfig.User login, String defaultRole, String defaultWarehouse, Set<String> roles) {}

    /** The warehouse of the administrators, as new accounts have one. */
    private static final String ADMINS_WAREHOUSE = "COMPUTE_WH";

    private final StandInConfig config;
    private final Rights rights = new Rights();
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final Map<String, Warehouse> warehouses = new ConcurrentHashMap<>();
    private final Map<Long, SessionVariables> variables = new ConcurrentHashMap<>();

    /** The users of the settings are administrators. */
    public AccessControl(final StandInConfig config) {
        this.config = config;
        warehouses.put(ADMINS_WAREHOUSE, new Warehouse(ADMINS_WAREHOUSE, "X-Small", 600, true, true, ""));
        for (final StandInConfig.User user : config.users()) {
            users.put(
                    upper(user.name()),
                    new User(user, "ACCOUNTADMIN", ADMINS_WAREHOUSE, new HashSet<>(Rights.systemRoles())));
        }
    }

    private static String upper(final String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    Rights rights() {
        return rights;
    }

    Map<String, User> users() {
        return users;
    }

    Map<String, Warehouse> warehouses() {
        return warehouses;
    }

    /** Who may log in, and how. */
    public Collection<StandInConfig.User> logins() {
        return users.values().stream().map(User::login).toList();
    }

    /**
     * Gives a new session its role and its warehouse.
     *
     * @param role asked for; null for the user's default
     * @param warehouse asked for; null for the user's default
     * @throws SnowflakeError 390189 if the user does not have the role
     */
    public void enter(final Session session, final String role, final String warehouse) {
        final User user = users.get(session.user());
        if (!config.accessControl()) {
            return;
        }
        final String wanted = role == null ? user.defaultRole() : session.role();
        if (wanted != null && !mayTake(user, wanted)) {
            throw new SnowflakeError(
                    "390189",
                    null,
                    "Role '" + wanted
                            + "' specified in the connect string does not exist or not authorized. Contact your"
                            + " local system administrator, or attempt to login with another role, e.g. PUBLIC.");
        }
        session.role(wanted == null ? "PUBLIC" : wanted);
        session.warehouse(warehouse == null ? user.defaultWarehouse() : session.warehouse());
        if (!mayUse(session, Securable.Kind.WAREHOUSE, session.warehouse())) {
            session.warehouse(null);
        }
        if (!mayUse(session, Securable.Kind.DATABASE, session.database())) {
            session.use(null, null);
        } else if (session.schema() != null && !maySeeSchema(session, session.database(), session.schema())) {
            session.use(session.database(), null);
        }
    }

    boolean mayTake(final User user, final String role) {
        return role.equals("PUBLIC")
                || user.roles().stream().anyMatch(r -> rights.with(r).contains(role));
    }

    private boolean mayUse(final Session session, final Securable.Kind kind, final String name) {
        return name != null
                && (kind != Securable.Kind.WAREHOUSE || warehouses.containsKey(name))
                && rights.has(session.role(), "USAGE", Securable.of(kind, name));
    }

    boolean maySeeSchema(final Session session, final String database, final String schema) {
        return rights.has(session.role(), "USAGE", Securable.schema(database, schema));
    }

    /** The statement's text with the values of the session's variables in their places. */
    public String expand(final Session session, final String sql) {
        final SessionVariables known = variables.get(session.id());
        return known == null ? sql : known.expand(sql);
    }

    SessionVariables variables(final Session session) {
        return variables.computeIfAbsent(session.id(), id -> new SessionVariables());
    }

    /**
     * Runs a statement if the session's role may.
     *
     * @param others runs what is not about access
     */
    public Answer run(final Request request, final Function<Request, Answer> others) {
        if (AccessCommands.knows(request.in())) {
            return AccessCommands.run(request, this);
        }
        if (!config.accessControl()) {
            return others.apply(request);
        }
        final StatementCheck check = new StatementCheck(this, request);
        check.before();
        final Answer answer = others.apply(request);
        check.after();
        return answer;
    }

    /** Whether the session's role has any right on the table: others are not listed. */
    public boolean lists(final Session session, final TableDef table) {
        return !config.accessControl()
                || table.temporary()
                || maySeeSchema(session, table.name().database(), table.name().schema())
                        && rights.sees(session.role(), Securable.table(table.name()));
    }

    /** Whether the session's role is that one, or has it, which is what IS_ROLE_IN_SESSION asks. */
    public boolean isRoleOf(final Session session, final String role) {
        return !config.accessControl() || rights.with(session.role()).contains(role);
    }

    /** Who owns the table. */
    public String owner(final TableDef table) {
        return rights.owner(Securable.table(table.name()));
    }

    /** Refuses a statement that computes, unless the session has a warehouse that runs or wakes. */
    void wake(final Session session) {
        final String name = session.warehouse();
        final Warehouse warehouse = name == null ? null : warehouses.get(name);
        if (warehouse == null
                || warehouse.suspended() && !warehouse.autoResume()
                || !mayUse(session, Securable.Kind.WAREHOUSE, name)) {
            throw new SnowflakeError(
                    "000606",
                    "57P03",
                    "No active warehouse selected in the current session.  Select an active warehouse with the 'use"
                            + " warehouse' command.");
        }
        warehouses.put(name, warehouse.withSuspended(false));
    }

    /** @return the error of a role that sees the object and lacks the right */
    static SnowflakeError insufficient(final Securable object) {
        return new SnowflakeError(
                "003001",
                "42501",
                "SQL access control error:\nInsufficient privileges to operate on " + object.shown());
    }

    /** Warehouses on which the role has any right, by name. */
    List<Warehouse> warehousesOf(final String role) {
        final List<Warehouse> seen = new ArrayList<>();
        warehouses.values().stream()
                .filter(w -> rights.sees(role, Securable.of(Securable.Kind.WAREHOUSE, w.name())))
                .sorted(Comparator.comparing(Warehouse::name))
                .forEach(seen::add);
        return seen;
    }
}
