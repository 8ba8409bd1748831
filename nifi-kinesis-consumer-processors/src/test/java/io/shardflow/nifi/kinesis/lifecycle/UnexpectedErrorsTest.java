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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnexpectedErrorsTest {

    @Test
    void wantOfMemoryNamesTheSettingsThatBoundIt() {
        final String text = UnexpectedErrors.describe(new OutOfMemoryError("Java heap space"));
        assertTrue(text.contains("Java heap space") && text.contains("-Xmx") && text.contains("Max Buffer Size"), text);
        assertTrue(text.contains("stop and start"), text);
    }

    @Test
    void aBrokenClassPathNamesTheNars() {
        final String text = UnexpectedErrors.describe(new NoClassDefFoundError("software/amazon/kinesis/X"));
        assertTrue(
                text.contains("software/amazon/kinesis/X") && text.contains("NAR") && text.contains("restart NiFi"),
                text);
    }

    @Test
    void anythingElseIsNamedAsItIs() {
        final String text = UnexpectedErrors.describe(new StackOverflowError());
        assertTrue(text.contains("java.lang.StackOverflowError") && text.contains("stop and start"), text);
    }
}
