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
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.shardflow.nifi.kinesis.state.ManagedRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class CorruptRowsTest {

    private static final ManagedRow SOUND = Rows.lease("shard-1", null, 1);
    private static final ManagedRow MARK = new ManagedRow(Map.of(
            "leaseKey", fromS("Migration3.0"),
            "entityType", fromS("CLIENT_VERSION_MIGRATION"),
            "sfStreamArn", fromS("arn:stream/orders"),
            "sfStreamCreated", AttributeValue.fromN("1")));

    private static ManagedRow broken(final ManagedRow row, final String attribute) {
        return with(row, attribute, fromS("abc"));
    }

    private static ManagedRow with(final ManagedRow row, final String attribute, final AttributeValue value) {
        final Map<String, AttributeValue> item = new HashMap<>(row.item());
        item.put(attribute, value);
        return new ManagedRow(item);
    }

    @ParameterizedTest
    @EnumSource
    void aSoundStateMayBeRewoundAnywhere(final RewindTo to) {
        assertThatCode(() -> CorruptRows.refuse(new Snapshot(List.of(MARK, SOUND)), to))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQUENCE_NUMBER", "LEDGER"})
    void whatGoesByTheLeasesIsRefusedAndNamesTheRowAndWhatHelps(final RewindTo to) {
        assertThatThrownBy(() -> CorruptRows.refuse(new Snapshot(List.of(MARK, broken(SOUND, "leaseCounter"))), to))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("shard-1")
                .hasMessageContaining("leaseCounter is \"abc\"")
                .hasMessageContaining("REWIND the application to a time")
                .hasMessageContaining("RESET");
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMESTAMP", "TRIM_HORIZON", "LATEST"})
    void whatMakesTheLeasesAnewIsNotRefused(final RewindTo to) {
        assertThatCode(() -> CorruptRows.refuse(new Snapshot(List.of(MARK, broken(SOUND, "leaseCounter"))), to))
                .doesNotThrowAnyException();
    }

    @Test
    void whatHelpsIsWhatIsNotRefused() {
        final ManagedRow broken = broken(SOUND, "leaseCounter");
        final ManagedRow stamped = with(SOUND, "sfStreamArn", fromS("arn:stream/orders"));
        final String rewind = "REWIND the application";
        assertThat(remark(broken, MARK)).contains("leaseCounter is \"abc\"", rewind, "run RESET");
        assertThat(remark(broken, broken(MARK, "sfChange")))
                .endsWith("Run RESET")
                .doesNotContain(rewind);
        assertThat(remark(broken, with(stamped, "leaseKey", fromS("shard-2"))))
                .endsWith("Run RESET")
                .doesNotContain(rewind);
        assertThat(remark(broken, SOUND))
                .contains("aws dynamodb delete-item --table-name app", "delete the table", "Application Name")
                .doesNotContain("RESET", rewind);
        assertThat(remark(
                        broken,
                        with(stamped, "leaseKey", fromS("shard-2")),
                        with(with(stamped, "leaseKey", fromS("shard-3")), "sfStreamArn", fromS("arn:stream/returns"))))
                .contains("aws dynamodb delete-item")
                .doesNotContain("RESET");
    }

    /** It is pasted into a shell. */
    @Test
    void aKeyThatIsNoPlainNameIsNotPutIntoTheCommand() {
        final ManagedRow broken = with(broken(SOUND, "leaseCounter"), "leaseKey", fromS("a' ; b"));
        assertThat(remark(broken)).contains("{\"S\":\"KEY\"}").doesNotContain("a' ; b");
    }

    private static String remark(final ManagedRow broken, final ManagedRow... others) {
        final List<ManagedRow> rows = new ArrayList<>(List.of(others));
        rows.add(broken);
        return CorruptRows.remark(new Snapshot(rows), broken, "app");
    }

    @ParameterizedTest
    @EnumSource
    void behindACorruptMarkThereIsOnlyAReset(final RewindTo to) {
        assertThatThrownBy(() -> CorruptRows.refuse(new Snapshot(List.of(broken(MARK, "sfChange"), SOUND)), to))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("sfChange")
                .hasMessageEndingWith("Run RESET.");
    }
}
