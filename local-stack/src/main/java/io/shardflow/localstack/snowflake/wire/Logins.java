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
package io.shardflow.localstack.snowflake.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.snowflake.answer.Spool;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.Sessions;
import io.shardflow.localstack.snowflake.session.StandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Login and renewal of tokens. */
final class Logins {
    private static final Map<String, Object> DEFAULTS = defaults();

    private final StandIn standIn;
    private final Authentication authentication;

    Logins(final StandIn standIn, final LoginRules rules) {
        this.standIn = standIn;
        this.authentication =
                new Authentication(standIn.config(), standIn.access()::logins, rules, standIn.switches()::clockAhead);
    }

    private static Map<String, Object> defaults() {
        final Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("AUTOCOMMIT", true);
        defaults.put("CLIENT_TELEMETRY_ENABLED", false);
        defaults.put("CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", 0);
        defaults.put("TIMEZONE", "UTC");
        defaults.put("CLIENT_SESSION_KEEP_ALIVE", false);
        defaults.put("CLIENT_RESULT_CHUNK_SIZE", 160);
        defaults.put("TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM");
        defaults.put("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3");
        defaults.put("TIMESTAMP_LTZ_OUTPUT_FORMAT", "");
        defaults.put("TIMESTAMP_TZ_OUTPUT_FORMAT", "");
        defaults.put("DATE_OUTPUT_FORMAT", "YYYY-MM-DD");
        defaults.put("TIME_OUTPUT_FORMAT", "HH24:MI:SS");
        return defaults;
    }

    Spool login(final HttpFront.Call call) throws IOException, SQLException {
        final JsonNode data = call.body().path("data");
        final String user = authentication.login(data);
        final Sessions.Opened opened = standIn.sessions().open(user);
        final Session session = opened.session();
        for (final Map.Entry<String, JsonNode> parameter :
                data.path("SESSION_PARAMETERS").properties()) {
            session.parameters()
                    .set(parameter.getKey().toUpperCase(Locale.ROOT), typed(parameter.getKey(), parameter.getValue()));
        }
        session.warehouse(upper(call.query().get("warehouse"), "WH"));
        session.role(upper(call.query().get("roleName"), "PUBLIC"));
        place(session, call.query());
        enter(session, call.query());
        final Map<String, Object> info = new LinkedHashMap<>();
        info.put("databaseName", session.database());
        info.put("schemaName", session.schema());
        info.put("warehouseName", session.warehouse());
        info.put("roleName", session.role());
        final Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("token", opened.token());
        answer.put("masterToken", opened.masterToken());
        answer.put("validityInSeconds", 3600);
        answer.put("masterValidityInSeconds", 14400);
        answer.put("displayUserName", user);
        answer.put("serverVersion", StandInConfig.SERVER_VERSION);
        answer.put("firstLogin", false);
        answer.put("healthCheckInterval", 45);
        answer.put("newClientForUpgrade", null);
        answer.put("sessionId", session.id());
        answer.put("parameters", parameters(session));
        answer.put("sessionInfo", info);
        return Envelope.success(standIn, answer);
    }

    /** A database or schema that does not exist leaves the session without one, as on Snowflake. */
    private void place(final Session session, final Map<String, String> query) {
        final String database = upper(query.get("databaseName"), null);
        final String schema = upper(query.get("schemaName"), "PUBLIC");
        if (database != null && standIn.catalog().hasDatabase(database)) {
            session.use(database, standIn.catalog().hasSchema(database, schema) ? schema : null);
        }
    }

    /** Who may not is left without a session. */
    private void enter(final Session session, final Map<String, String> query) {
        try {
            standIn.access().enter(session, query.get("roleName"), query.get("warehouse"));
        } catch (SnowflakeError e) {
            standIn.sessions().close(session);
            throw e;
        }
    }

    private static String upper(final String name, final String otherwise) {
        if (name == null || name.isEmpty()) {
            return otherwise;
        }
        return name.startsWith("\"") ? name.replace("\"", "") : name.toUpperCase(Locale.ROOT);
    }

    private static Object typed(final String name, final JsonNode value) {
        final Object known = DEFAULTS.get(name.toUpperCase(Locale.ROOT));
        return known instanceof Boolean
                ? (Object) value.asBoolean()
                : known instanceof Integer
                        ? (Object) Integer.valueOf(value.asText().trim())
                        : value.isBoolean() ? (Object) value.asBoolean() : value.asText();
    }

    /** The session's parameters with the defaults, as the driver wants them back. */
    static List<Map<String, Object>> parameters(final Session session) {
        final Map<String, Object> all = new LinkedHashMap<>(DEFAULTS);
        all.putAll(session.parameters().all());
        final List<Map<String, Object>> list = new ArrayList<>();
        all.forEach((name, value) -> {
            final Map<String, Object> parameter = new LinkedHashMap<>();
            parameter.put("name", name);
            parameter.put("value", value);
            list.add(parameter);
        });
        return list;
    }

    /** A new session token, asked for with the master token. */
    Spool renew(final HttpFront.Call call) throws IOException {
        final Session session = standIn.sessions()
                .of("Token=\"" + call.body().path("oldSessionToken").asText() + "\"");
        final Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("sessionToken", standIn.sessions().renew(session));
        answer.put("masterToken", "mt-" + UUID.randomUUID());
        answer.put("validityInSecondsST", 3600);
        answer.put("validityInSecondsMT", 14400);
        answer.put("sessionId", session.id());
        return Envelope.success(standIn, answer);
    }
}
