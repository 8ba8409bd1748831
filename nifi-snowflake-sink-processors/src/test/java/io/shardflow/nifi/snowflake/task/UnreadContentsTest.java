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
package io.shardflow.nifi.snowflake.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.shardflow.nifi.snowflake.reader.ReaderFormat;
import io.shardflow.nifi.snowflake.reader.ReaderUnavailableException;
import io.shardflow.nifi.snowflake.target.ReaderOutages;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

class UnreadContentsTest {

    private long now;
    private final ReaderOutages outages = new ReaderOutages(() -> now);
    private final Map<FlowFile, String> failed = new LinkedHashMap<>();
    private final MockFlowFile first = flowFile(1, "x");
    private final MockFlowFile second = flowFile(2, "x");
    private final MockFlowFile third = flowFile(3, "x");
    private UnreadContents unread = task();

    private static MockFlowFile flowFile(final long id, final String content) {
        final MockFlowFile flowFile = new MockFlowFile(id);
        flowFile.setData(content.getBytes());
        return flowFile;
    }

    private UnreadContents task() {
        return new UnreadContents(outages, () -> now);
    }

    private boolean read(final FlowFile flowFile) {
        return unread.read(flowFile, failed::put);
    }

    /** A registry refuses to be connected to. */
    private static final class Down extends AbstractControllerService implements RecordReaderFactory {
        @Override
        public RecordReader createRecordReader(
                final Map<String, String> variables, final InputStream in, final long length, final ComponentLog log)
                throws ConnectException {
            throw new ConnectException("secret");
        }
    }

    private static ReaderUnavailableException why(final FlowFile flowFile) {
        return catchThrowableOfType(ReaderUnavailableException.class, () -> new ReaderFormat(new Down(), flowFile, "m")
                .open(new ByteArrayInputStream(new byte[1]), 10));
    }

    private void fail(final FlowFile flowFile) {
        unread.add(flowFile, why(flowFile));
    }

    private void failForTenMinutes(final FlowFile flowFile) {
        fail(flowFile);
        now += Duration.ofMinutes(10).toNanos();
        unread = task();
        fail(flowFile);
    }

    @Test
    void whatCanBeReadMayBeLoaded() {
        assertThat(read(first)).isTrue();
        assertThat(unread.holdUpOthers()).isFalse();
        assertThat(unread.why()).isEmpty();
    }

    @Test
    void nothingOvertakesAFlowFileWhoseReaderIsNotAvailable() {
        fail(first);
        assertThat(unread.holdUpOthers()).isTrue();
        assertThat(unread.why()).isPresent();
        now += Duration.ofMinutes(10).toNanos() - 1;
        unread = task();
        fail(first);
        assertThat(unread.holdUpOthers()).isTrue();
    }

    @Test
    void afterTenMinutesTheNextThatCanBeReadTellsThatItIsNotTheReader() {
        failForTenMinutes(first);
        assertThat(unread.holdUpOthers()).as("they are looked at").isFalse();
        assertThat(read(third)).isTrue();
        assertThat(failed).containsOnlyKeys(first);
        assertThat(failed.get(first))
                .startsWith("for 10 minutes, in which others were read: the Record Reader does not reach")
                .endsWith("then send the FlowFile here again")
                .doesNotContain("secret");
        assertThat(unread.why()).isEmpty();
        assertThat(unread.holdUpOthers()).isFalse();

        fail(first);
        assertThat(unread.holdUpOthers()).as("sent again, it is new").isTrue();
    }

    @Test
    void whileNoneCanBeReadAllStay() {
        failForTenMinutes(first);
        fail(second);
        fail(third);
        assertThat(failed).isEmpty();
        assertThat(unread.why()).isPresent();
    }

    @Test
    void oneThatHasNotWaitedForLongIsNotOvertakenEither() {
        failForTenMinutes(first);
        fail(second);
        assertThat(unread.holdUpOthers()).isFalse();
        assertThat(read(third)).isFalse();
        assertThat(failed).containsOnlyKeys(first);
        assertThat(unread.holdUpOthers()).isTrue();
        assertThat(unread.why()).isPresent();
    }

    @Test
    void theSearchEndsAfterTenSeconds() {
        failForTenMinutes(first);
        now += Duration.ofSeconds(9).toNanos();
        fail(second);
        assertThat(unread.holdUpOthers()).isFalse();
        now += Duration.ofSeconds(1).toNanos();
        fail(third);
        assertThat(unread.holdUpOthers()).isTrue();
    }

    @Test
    void aContentWithoutAByteTellsNothing() {
        failForTenMinutes(first);
        assertThat(read(flowFile(4, ""))).isFalse();
        assertThat(failed).isEmpty();
    }

    @Test
    void whatCouldBeReadMeanwhileBeginsAnew() {
        fail(first);
        unread = task();
        assertThat(read(first)).isTrue();
        failForTenMinutesLess(first);
        assertThat(unread.holdUpOthers()).isTrue();
    }

    private void failForTenMinutesLess(final FlowFile flowFile) {
        now += Duration.ofMinutes(10).toNanos();
        fail(flowFile);
    }
}
