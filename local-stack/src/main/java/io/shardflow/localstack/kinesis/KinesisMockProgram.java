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
package io.shardflow.localstack.kinesis;

import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.PartFailedException;

/** The changes to kinesis-mock's program without which it cannot be used here. Each place must be there exactly once. */
final class KinesisMockProgram {

    /** Where it listens; the product has no setting for it. */
    static final String ADDRESS = "\"0.0.0.0\"";

    /**
     * PutRecords groups its records by a pair of the shard and all records that the shard holds, and computes the hash of
     * that pair anew for each record it puts: the time for a record grows with the length of the stream, and a stream of
     * 100,000 records takes minutes. The shard alone makes the same groups.
     */
    static final String PUT_RECORDS_KEY = "var key = $ct_T2__O__O__(new $c_T2(), elem.ev, elem.e2);";

    /**
     * Every request and every answer is rendered as text for the log, whether it is logged or not, which is more than half
     * of the time for an answer of GetRecords.
     */
    static final String LOGGED_BODIES = "return this.adP(key, (isCbor ? evidence$1.ve.a7(a) : evidence$1.or.a7(a)));";

    /**
     * A String is made of characters one by one. Of 10,000 records that takes a second, nearly all of it to collect the
     * garbage, so that the first answers for four shards that begin together took eight.
     */
    static final String STRING_OF_CHARACTERS = "$p.o4 = (function(value, offset, count) {";

    /**
     * At SIGTERM it waits half a minute for connections that are idle, and did not end within three minutes while clients called.
     * Without a time to wait it closes them all.
     */
    static final String WAIT_OF_A_STOP =
            "if (((x_$_lo | x_$_hi) === 0)) {\n      return $p_Lorg_http4s_ember_server_internal_Shutdown$__immediateShutdown";

    private static final String STRING_OF_SLICES = STRING_OF_CHARACTERS + """
             let text = "";
              for (let from = offset; from < offset + count; from += 4096) {
                text += String.fromCharCode.apply(null, value.a.subarray(from, Math.min(from + 4096, offset + count)));
              }
              return text;
            });
            $p.o4CharacterByCharacter = (function(value, offset, count) {""";

    private KinesisMockProgram() {}

    /**
     * @param program text of main.js of version 0.6.2
     * @throws PartFailedException when it is another program, which may listen on every address
     */
    static String adapt(final String program) {
        final String bound = replaceOnce(program, ADDRESS, '"' + Loopback.HOST + '"');
        final String grouped = replaceOnce(bound, PUT_RECORDS_KEY, PUT_RECORDS_KEY + " key.g = (() => elem.ev.g());");
        final String quiet = replaceOnce(grouped, LOGGED_BODIES, "return this;");
        final String ending =
                replaceOnce(quiet, WAIT_OF_A_STOP, WAIT_OF_A_STOP.replace("((x_$_lo | x_$_hi) === 0)", "true"));
        return replaceOnce(ending, STRING_OF_CHARACTERS, STRING_OF_SLICES);
    }

    private static String replaceOnce(final String program, final String place, final String replacement) {
        final int first = program.indexOf(place);
        if (first < 0 || program.indexOf(place, first + 1) >= 0) {
            throw new PartFailedException(
                    "kinesis-mock is not started: its main.js does not hold %s exactly once, so it cannot be bound to %s. Another version than 0.6.2 needs another look."
                            .formatted(place, Loopback.HOST));
        }
        return program.replace(place, replacement);
    }
}
