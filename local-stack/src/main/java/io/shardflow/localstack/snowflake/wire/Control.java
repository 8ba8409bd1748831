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
import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.catalog.Policies;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.StandIn;
import io.shardflow.localstack.snowflake.transaction.Hooks;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code POST /stand-in/control}: switches, hooks, policies, tokens, faults; answers with the present state. {@code GET} only answers. */
final class Control {
    private final StandIn standIn;
    private final LoginRules loginRules;
    private final Faults faults;

    Control(final StandIn standIn, final LoginRules loginRules, final Faults faults) {
        this.standIn = standIn;
        this.loginRules = loginRules;
        this.faults = faults;
    }

    Spool answer(final HttpFront.Call call) throws IOException {
        final JsonNode body = call.body();
        String added = null;
        for (final Map.Entry<String, JsonNode> field : body.properties()) {
            added = apply(field.getKey(), field.getValue(), added);
        }
        final Map<String, Object> state = state();
        state.put("hook", added);
        return Envelope.success(standIn, state);
    }

    private String apply(final String name, final JsonNode value, final String added) {
        switch (name) {
            case "waitedUpdateKeepsSnapshot" -> standIn.switches().waitedUpdateKeepsSnapshot(value.asBoolean());
            case "staleForMillis" -> standIn.switches().staleFor(Duration.ofMillis(value.asLong()));
            case "abandonedAfterMillis" -> standIn.switches().abandonedAfter(Duration.ofMillis(value.asLong()));
            case "warehouseOverQuota" -> standIn.switches().warehouseOverQuota(value.asBoolean());
            case "quirks" -> {
                final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
                value.forEach(quirk -> quirks.add(Quirk.valueOf(quirk.asText())));
                standIn.switches().quirks(quirks);
            }
            case "otherCodes" -> {
                final Map<String, String> codes = new LinkedHashMap<>();
                value.properties()
                        .forEach(
                                code -> codes.put(code.getKey(), code.getValue().asText()));
                standIn.switches().otherCodes(codes);
            }
            case "accessToken" ->
                loginRules.put(
                        value.path("token").asText(),
                        new LoginRules.AccessToken(
                                value.path("authenticator").asText(),
                                value.path("user").asText(),
                                value.path("expired").asBoolean()));
            case "networkPolicyBlocks" -> loginRules.block(value.asBoolean());
            case "clockAheadMillis" -> standIn.switches().clockAhead(Duration.ofMillis(value.asLong()));
            case "addFault" -> faults.add(value);
            case "clearFaults" -> faults.clear();
            case "addHook" -> {
                final Hooks.Action action =
                        Hooks.Action.valueOf(value.path("action").asText().toUpperCase(Locale.ROOT));
                return standIn.hooks()
                        .add(
                                value.path("table").asText(),
                                action,
                                value.path("times").asInt(1))
                        .id();
            }
            case "release" -> standIn.hooks().release(value.asText().equals("all") ? null : value.asText());
            case "addPolicy" ->
                standIn.policies()
                        .add(new Policies.Reference(
                                value.path("policy").asText("P"),
                                value.path("kind").asText(),
                                new ObjectName(
                                        value.path("database").asText(),
                                        value.path("schema").asText(),
                                        value.path("table").asText()),
                                value.hasNonNull("column")
                                        ? value.path("column").asText()
                                        : null));
            case "clearPolicies" -> standIn.policies().clear();
            case "partitionRows" -> standIn.scans().partitionRows(value.asInt());
            default -> throw new SnowflakeError("001003", null, "stand-in: unknown control '" + name + "'");
        }
        return added;
    }

    private Map<String, Object> state() {
        final Map<String, Object> state = new LinkedHashMap<>();
        state.put("waitedUpdateKeepsSnapshot", standIn.switches().waitedUpdateKeepsSnapshot());
        state.put("staleForMillis", standIn.switches().staleFor().toMillis());
        state.put("abandonedAfterMillis", standIn.switches().abandonedAfter().toMillis());
        state.put("warehouseOverQuota", standIn.switches().warehouseOverQuota());
        state.put("quirks", standIn.switches().quirks());
        state.put("otherCodes", standIn.switches().otherCodes());
        state.put("commits", standIn.hooks().commits());
        state.put("statements", standIn.hooks().statements());
        state.put("queries", standIn.hooks().queries());
        state.put("faultsMet", faults.met());
        state.put("partitionRows", standIn.scans().partitionRows());
        state.put("rowsRead", standIn.scans().rows());
        final List<Map<String, Object>> hooks = new ArrayList<>();
        for (final Hooks.Hook hook : standIn.hooks().all()) {
            final Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", hook.id());
            entry.put("table", hook.table());
            entry.put("action", hook.action().name());
            entry.put("fired", hook.fired());
            hooks.add(entry);
        }
        state.put("hooks", hooks);
        state.put("sessions", standIn.sessions().all().size());
        state.put(
                "queryTags",
                standIn.sessions().all().stream()
                        .map(session -> session.parameters().get("QUERY_TAG", ""))
                        .toList());
        state.put("transactions", transactions());
        return state;
    }

    private List<Map<String, Object>> transactions() {
        final Map<Long, Transaction> owners = standIn.transactions().locks().owners();
        final Map<Long, Integer> waiting = standIn.transactions().locks().waiting();
        final List<Map<String, Object>> list = new ArrayList<>();
        for (final Transaction transaction : standIn.transactions().open()) {
            final Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", transaction.id());
            entry.put("name", transaction.name());
            entry.put("session", transaction.session().id());
            entry.put("explicit", transaction.explicit());
            entry.put("started", transaction.started().toString());
            entry.put("touched", transaction.touched());
            final Map<String, Integer> locks = new LinkedHashMap<>();
            owners.forEach((table, owner) -> {
                if (owner == transaction) {
                    locks.put(
                            standIn.catalog().byPhysicalName("T" + table).name().name(),
                            waiting.getOrDefault(table, 0));
                }
            });
            entry.put("locksWithWaiters", locks);
            list.add(entry);
        }
        return list;
    }
}
