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
package io.shardflow.probe.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.probe.Answer;
import io.shardflow.probe.Answer.Verdict;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UnknownPositionTest {

    private static final String FIRST = "49668899001234567890123456789012345678901234567890123458";
    private static final Pattern WELL_FORMED = Pattern.compile("\"StartingSequenceNumber\":\"\\d{56}\"");
    private static final String GIVEN = "{\"ShardIterator\":\"one\"}";

    private static Answer asked(final String ofItsOwn, final String ofAnother) throws Exception {
        try (ScriptedKinesis kinesis = new ScriptedKinesis((operation, request) -> operation.equals("ListShards")
                ? ScriptedKinesis.shards(FIRST)
                : WELL_FORMED.matcher(request).find()
                        ? request.contains(FIRST) ? ofItsOwn : ofAnother
                        : ScriptedKinesis.refusal("InvalidArgumentException", "no sequence number"))) {
            return kinesis.ask("unknown-position");
        }
    }

    /** What is no number at all is refused there, too. */
    @Test
    void whereAnIteratorIsGivenAfterAnyNumberTheAnswerDiffers() throws Exception {
        assertThat(asked(GIVEN, GIVEN).verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void ofARefusalTheReportHasWhatKinesisSaysWithoutTheAccount() throws Exception {
        final Answer answer = asked(
                GIVEN,
                ScriptedKinesis.refusal(
                        "InvalidArgumentException",
                        "used in GetShardIterator on shard shardId-000000000000 in stream orders under account"
                                + " 123456789012 is invalid because it did not come from this stream."));
        assertThat(answer.verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(answer.seen())
                .contains("InvalidArgumentException", "did not come from this stream", "shardId-000000000000")
                .doesNotContain("123456789012");
    }

    @Test
    void whereTheShardsOwnNumberIsRefusedARefusalSaysNothing() throws Exception {
        final String refusal = ScriptedKinesis.refusal("InvalidArgumentException", "no");
        assertThat(asked(refusal, refusal).verdict()).isEqualTo(Verdict.NOT_CHECKED);
    }

    @Test
    void theNumberIsLowerThanAllOfTheShardAndHasAsManyDigits() {
        assertThat(UnknownPosition.before(FIRST)).hasValueSatisfying(number -> {
            assertThat(number).hasSameSizeAs(FIRST);
            assertThat(new BigInteger(number)).isPositive().isLessThan(new BigInteger(FIRST));
        });
        assertThat(UnknownPosition.before("1")).isEmpty();
        assertThat(UnknownPosition.before("LATEST")).isEmpty();
    }
}
