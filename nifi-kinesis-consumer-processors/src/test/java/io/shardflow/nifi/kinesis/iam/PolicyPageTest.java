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
package io.shardflow.nifi.kinesis.iam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/iam.md says fits together. */
class PolicyPageTest {

    private static final String POLLING = "Polling, one stream and one table";
    private static final String POLLING_ALL = "Polling, with wildcards";
    private static final String FAN_OUT = "Fan-out, one stream and one table";
    private static final String LOOK = "ManageKinesisState, to look";
    private static final String CHANGE = "ManageKinesisState, to look and to change";
    private static final String FAN_OUT_ALL = "Fan-out, with wildcards";

    @Test
    void everyBlockIsJsonThatCanBePasted() throws JsonProcessingException {
        for (final String block : PolicyPage.blocks()) {
            assertTrue(new ObjectMapper().readTree(block).isObject(), block);
        }
    }

    @Test
    void theFileThatTheInstallGuideTakesIsThePolicyForPolling() throws IOException {
        assertEquals(PolicyPage.under(POLLING), Files.readString(Path.of("../docs/aws/policy.json")));
    }

    @Test
    void thePoliciesWithWildcardsAllowTheSameActions() {
        assertEquals(actions(POLLING), actions(POLLING_ALL));
        assertEquals(actions(FAN_OUT), actions(FAN_OUT_ALL));
    }

    @Test
    void thePolicyForFanOutAllowsAllThatTheOneForPollingDoes() {
        assertTrue(Policy.parse(PolicyPage.under(FAN_OUT))
                .grants()
                .containsAll(Policy.parse(PolicyPage.under(POLLING)).grants()));
    }

    @Test
    void theOwnPolicyOfAStreamOfAnotherAccountAllowsWhatTheReadersDoes() throws JsonProcessingException {
        final JsonNode own = new ObjectMapper().readTree(PolicyPage.under("A stream of another account"));
        final Set<String> allowed = new TreeSet<>();
        own.at("/Statement/0/Action").forEach(action -> allowed.add(action.textValue()));
        assertEquals(
                actions(POLLING).stream()
                        .filter(action -> action.startsWith("kinesis:"))
                        .collect(Collectors.toSet()),
                allowed);
    }

    @Test
    void thePoliciesForOneStreamAndOneTableHaveNoWildcard() {
        for (final String heading : List.of(POLLING, LOOK, CHANGE)) {
            Policy.parse(PolicyPage.under(heading)).grants().forEach(grant -> {
                assertEquals(-1, grant.action().indexOf('*'), grant::toString);
                assertEquals(-1, grant.resource().indexOf('*'), grant::toString);
            });
        }
    }

    @Test
    void theManagerOfTheStateNeedsBesideWhatTheConsumerMayDoOnlyToRemoveTables() {
        final Set<AwsCall> beside =
                new TreeSet<>(Policy.parse(PolicyPage.under(CHANGE)).grants());
        beside.removeAll(Policy.parse(PolicyPage.under(POLLING)).grants());
        assertEquals(
                Set.of("dynamodb:DeleteTable"),
                beside.stream().map(AwsCall::action).collect(Collectors.toSet()));
        assertTrue(Policy.parse(PolicyPage.under(CHANGE))
                .grants()
                .containsAll(Policy.parse(PolicyPage.under(LOOK)).grants()));
    }

    @Test
    void eachActionIsExplained() {
        final List<String> lines = PolicyPage.text().lines().toList();
        for (final String action : actions(FAN_OUT)) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("| `" + action + "` ")), action);
        }
        final List<String> ofTheManager = lines.subList(lines.indexOf("## ManageKinesisState"), lines.size());
        for (final String action : actions(CHANGE)) {
            assertTrue(
                    ofTheManager.stream()
                            .anyMatch(line ->
                                    line.startsWith("| `") && line.split("\\|")[1].contains('`' + action + '`')),
                    action);
        }
    }

    private static Set<String> actions(final String heading) {
        return Policy.parse(PolicyPage.under(heading)).grants().stream()
                .map(AwsCall::action)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
