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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.faults.Fault;
import io.shardflow.nifi.kinesis.iam.AwsCall;
import io.shardflow.nifi.kinesis.iam.Gate;
import io.shardflow.nifi.kinesis.iam.Policy;
import io.shardflow.nifi.kinesis.manage.GuardedState.Deed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The policy of docs/iam.md for ManageKinesisState less one permission, each in turn: action, ARN and what to change are told,
 * and whether a change is begun, as the page says. AWS's own text is of no help here: "Access denied".
 */
@Tag("long")
class ManageIamDenialIT {

    private static final String NOTHING = "Nothing was changed";
    private static final String UNFINISHED = "Run this again with Dry Run set to false, which finishes it";

    private static SinkFixture sink;
    private static GuardedState state;

    @BeforeAll
    static void start(@TempDir final Path folder) throws InitializationException {
        sink = new SinkFixture(folder);
        state = new GuardedState(sink);
    }

    @AfterAll
    static void stop() {
        state.close();
        sink.close();
    }

    @Test
    void whatEveryRunNeedsIsRefusedAndNamed() throws Exception {
        for (final String action :
                List.of("kinesis:DescribeStreamSummary", "dynamodb:DescribeTable", "dynamodb:Scan")) {
            for (final Deed deed : Deed.values()) {
                assertRefused(grant(action), deed, NOTHING);
            }
        }
    }

    @Test
    void onlyAResetDoesWithoutTheShards() throws Exception {
        final AwsCall grant = grant("kinesis:ListShards");
        for (final Deed deed : Deed.values()) {
            if (deed != Deed.RESET) {
                assertRefused(grant, deed, NOTHING);
            }
        }
        state.restore(true);
        final TestRunner manager = state.manager(Deed.RESET, false);
        without(grant, () -> StateFixture.report(manager));
        assertThat(state.fixture.hasTable(state.fixture.application)).isFalse();
    }

    @Test
    void aRewindThatHasToSeeARecordIsRefusedWithoutIt() throws Exception {
        for (final String action : List.of("kinesis:GetShardIterator", "kinesis:GetRecords")) {
            assertRefused(grant(action), Deed.SEQUENCE_NUMBER, NOTHING);
            assertRefused(grant(action), Deed.LEDGER, NOTHING);
        }
    }

    @Test
    void aReportThatOnlyTellsOfRecordsSaysOnceWhatItMayNotSee() throws Exception {
        for (final String action : List.of("kinesis:GetShardIterator", "kinesis:GetRecords")) {
            for (final Deed deed : List.of(Deed.DESCRIBE, Deed.TRIM_HORIZON)) {
                final AwsCall grant = grant(action);
                state.restore(false);
                final TestRunner manager = state.manager(deed, false);
                final String report = without(grant, () -> StateFixture.report(manager));
                assertNamed(report, grant);
                assertThat(report.split(grant.action(), -1)).as(report).hasSize(2);
            }
        }
    }

    @Test
    void aResetThatMayNotLookForOlderTablesOrDeleteTheFirstOneChangesNothing() throws Exception {
        for (final AwsCall grant : state.changing.grants()) {
            if (isOnOlderTable(grant)) {
                assertRefused(
                        grant,
                        Deed.RESET,
                        grant.action().endsWith(":DescribeTable") || isFirst(grant) ? NOTHING : UNFINISHED);
            }
        }
        assertRefused(grant("dynamodb:DeleteTable"), Deed.RESET, UNFINISHED);
        state.restore(false);
        final TestRunner manager = state.manager(Deed.RESET, false);
        assertThat(without(grant("dynamodb:DeleteTable"), () -> StateFixture.refusal(manager)))
                .contains(NOTHING);
        assertThat(state.fixture.items().get("Migration3.0")).doesNotContainKey("sfChange");
    }

    private static boolean isOnOlderTable(final AwsCall grant) {
        return isFirst(grant) || grant.resource().endsWith("-WorkerMetricStats");
    }

    /** They are deleted in the order of their names. */
    private static boolean isFirst(final AwsCall grant) {
        return grant.resource().endsWith("-CoordinatorState");
    }

    @Test
    void aChangeThatMayNotBeNotedDownIsNotBegun() throws Exception {
        for (final Deed deed : Deed.values()) {
            if (deed != Deed.DESCRIBE) {
                state.restore(false);
                final Map<String, Map<String, AttributeValue>> before = state.fixture.items();
                final TestRunner manager = state.manager(deed, false);
                final AwsCall grant = grant("dynamodb:UpdateItem");
                assertNamed(without(grant, () -> StateFixture.refusal(manager)), grant);
                assertThat(state.fixture.items()).isEqualTo(before);
            }
        }
    }

    @Test
    void aChangeThatMayNotGoOnIsLeftUnfinishedAndCanBeFinished() throws Exception {
        assertRefused(grant("dynamodb:DeleteItem"), Deed.TRIM_HORIZON, UNFINISHED);
        assertRefused(grant("dynamodb:PutItem"), Deed.LEDGER, UNFINISHED);
        state.dynamoDb.once("PutItem", new Fault.Truncation(0));
        assertRefused(grant("dynamodb:GetItem"), Deed.LEDGER, UNFINISHED);
    }

    @Test
    void finishingThatIsDeniedNamesWhatItNeedsAndCanBeRepeated() throws Exception {
        assertFinishingRefused(grant("dynamodb:UpdateItem"), Deed.SEQUENCE_NUMBER);
        assertFinishingRefused(grant("dynamodb:DeleteItem"), Deed.TIMESTAMP);
        assertFinishingRefused(grant("dynamodb:PutItem"), Deed.LEDGER);
        assertFinishingRefused(grant("dynamodb:DeleteTable"), Deed.RESET);
        for (final AwsCall grant : state.changing.grants()) {
            if (isOnOlderTable(grant)) {
                assertFinishingRefused(grant, Deed.RESET);
            }
        }
    }

    private static AwsCall grant(final String action) {
        return state.changing.grants().stream()
                .filter(grant -> grant.action().equals(action)
                        && Set.of(state.fixture.stream, state.fixture.application)
                                .contains(grant.resource()
                                        .substring(grant.resource().lastIndexOf('/') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private interface Look {
        String at() throws Exception;
    }

    private static String without(final AwsCall grant, final Look look) throws Exception {
        final Policy whole = state.changing;
        state.gate.apply(whole.without(grant));
        try {
            return look.at();
        } finally {
            state.gate.apply(whole);
        }
    }

    private static void assertRefused(final AwsCall grant, final Deed deed, final String outcome) throws Exception {
        state.restore(true);
        final Map<String, Map<String, AttributeValue>> before = state.fixture.items();
        final TestRunner manager = state.manager(deed, false);
        final String reason = without(grant, () -> StateFixture.refusal(manager));
        System.out.println(reason);
        assertNamed(reason, grant);
        assertThat(reason).contains(outcome);
        if (outcome.equals(NOTHING)) {
            assertThat(state.fixture.items()).as("%s %s", deed, grant).isEqualTo(before);
        } else {
            assertThat(state.fixture.items().get("Migration3.0")).containsKey("sfChange");
            assertFinished();
        }
    }

    private static void assertFinishingRefused(final AwsCall grant, final Deed deed) throws Exception {
        state.restore(true);
        assertThat(StateFixture.survives(state.dying(deed, 1))).isFalse();
        final TestRunner finishing = state.finishing();
        final String reason = without(grant, () -> StateFixture.refusal(finishing));
        System.out.println(reason);
        assertNamed(reason, grant);
        assertThat(reason).contains(UNFINISHED);
        assertThat(state.fixture.items().get("Migration3.0")).containsKey("sfChange");
        assertFinished();
    }

    private static void assertFinished() throws InitializationException {
        assertThat(StateFixture.report(state.finishing())).contains("is finished");
        assertThat(state.fixture.state())
                .allSatisfy((key, item) -> assertThat(item).doesNotContainKey("sfChange"));
    }

    private static void assertNamed(final String text, final AwsCall grant) {
        // before the stream is described, the account is not known
        assertThat(text.replace(":ACCOUNT:", ":" + Gate.ACCOUNT + ":"))
                .contains(grant + ":")
                .contains("IAM policy")
                .contains(
                        grant.action().startsWith("kinesis:")
                                ? "Stream Name \"" + state.fixture.stream
                                : "Application Name \"" + state.fixture.application);
    }
}
