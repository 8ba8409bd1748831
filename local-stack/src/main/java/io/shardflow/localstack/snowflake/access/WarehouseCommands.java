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
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CREATE, ALTER and SHOW WAREHOUSES. */
final class WarehouseCommands {
    private static final Map<String, String> SIZES = Map.of(
            "XSMALL", "X-Small",
            "SMALL", "Small",
            "MEDIUM", "Medium",
            "LARGE", "Large",
            "XLARGE", "X-Large");

    private final Request request;
    private final AccessControl access;
    private final Tokens in;

    WarehouseCommands(final Request request, final AccessControl access) {
        this.request = request;
        this.access = access;
        this.in = request.in();
    }

    void create(final boolean ifNotExists) {
        final String name = in.identifier();
        final Warehouse made = options(new Warehouse(name, "X-Small", 600, true, false, ""));
        AccessCommands.may(request, access, "CREATE WAREHOUSE");
        if (!access.warehouses().containsKey(name)) {
            access.warehouses().put(name, made);
            access.rights()
                    .made(
                            Securable.of(Securable.Kind.WAREHOUSE, name),
                            request.session().role());
            request.session().warehouse(name);
        } else if (!ifNotExists) {
            throw SnowflakeError.exists(name);
        }
    }

    private Warehouse options(final Warehouse from) {
        Warehouse made = from;
        while (!in.atEnd()) {
            final String option = in.identifier();
            final String value = AccessCommands.value(in).toUpperCase(Locale.ROOT);
            made = switch (option) {
                case "WAREHOUSE_SIZE" ->
                    new Warehouse(
                            made.name(),
                            size(value),
                            made.autoSuspend(),
                            made.autoResume(),
                            made.suspended(),
                            made.comment());
                case "AUTO_SUSPEND" ->
                    new Warehouse(
                            made.name(),
                            made.size(),
                            Long.parseLong(value),
                            made.autoResume(),
                            made.suspended(),
                            made.comment());
                case "AUTO_RESUME" ->
                    new Warehouse(
                            made.name(),
                            made.size(),
                            made.autoSuspend(),
                            value.equals("TRUE"),
                            made.suspended(),
                            made.comment());
                case "INITIALLY_SUSPENDED" -> made.withSuspended(value.equals("TRUE"));
                case "COMMENT" -> made;
                default -> throw SnowflakeError.syntax("option " + option + " of a warehouse", in.sql());
            };
        }
        return made;
    }

    private String size(final String value) {
        final String size = SIZES.get(value.replace("-", ""));
        if (size == null) {
            throw SnowflakeError.syntax("WAREHOUSE_SIZE " + value, in.sql());
        }
        return size;
    }

    void alter() {
        in.expectWord("WAREHOUSE");
        in.acceptWord("IF", "EXISTS");
        final String name = in.identifier();
        final Warehouse warehouse = access.warehouses().get(name);
        final Securable object = Securable.of(Securable.Kind.WAREHOUSE, name);
        final String role = request.session().role();
        final boolean checked = request.standIn().config().accessControl();
        if (warehouse == null || checked && !access.rights().sees(role, object)) {
            throw SnowflakeError.missing("Warehouse", name);
        }
        final boolean set = in.acceptWord("SET");
        if (checked && !access.rights().has(role, set ? "MODIFY" : "OPERATE", object)) {
            throw AccessControl.insufficient(object);
        }
        if (set) {
            access.warehouses().put(name, options(warehouse));
        } else {
            final boolean suspend = in.acceptWord("SUSPEND");
            if (!suspend) {
                in.expectWord("RESUME");
            }
            in.expectEnd();
            access.warehouses().put(name, warehouse.withSuspended(suspend));
        }
    }

    Answer show() {
        in.expectWord("WAREHOUSES");
        final String like = in.acceptWord("LIKE") ? in.string() : null;
        in.expectEnd();
        final List<List<String>> rows = access.warehousesOf(request.session().role()).stream()
                .filter(w -> like == null || w.name().equalsIgnoreCase(like.replace("\\", "")))
                .map(w -> List.of(
                        w.name(),
                        w.suspended() ? "SUSPENDED" : "STARTED",
                        "STANDARD",
                        w.size(),
                        Long.toString(w.autoSuspend()),
                        Boolean.toString(w.autoResume()),
                        w.comment(),
                        access.rights().owner(Securable.of(Securable.Kind.WAREHOUSE, w.name()))))
                .toList();
        return Answer.of(
                Answer.SHOW,
                Answer.textColumns("name", "state", "type", "size", "auto_suspend", "auto_resume", "comment", "owner"),
                rows);
    }
}
