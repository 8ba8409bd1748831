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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The rules are those of the IAM user guide, "IAM JSON policy elements: Action", "Resource". */
class PolicyTest {

    private static final Policy POLICY = Policy.parse("""
            {"Statement": [
              {"Effect": "Allow", "Action": ["s:Get", "s:List*"], "Resource": ["arn:1", "arn:a.b/*"]},
              {"Effect": "Allow", "Action": "s:Put", "Resource": "arn:a?b"}]}""");

    @Test
    void allowsEachActionOfAStatementOnEachOfItsResources() {
        assertTrue(POLICY.allows(new AwsCall("s:Get", "arn:1")));
        assertTrue(POLICY.allows(new AwsCall("s:ListAll", "arn:1")));
        assertFalse(POLICY.allows(new AwsCall("s:Put", "arn:1")));
        assertFalse(POLICY.allows(new AwsCall("s:Get", "arn:12")));
        assertFalse(POLICY.allows(new AwsCall("s:GetMore", "arn:1")));
    }

    @Test
    void anAsteriskIsAnyCharactersAndAQuestionMarkIsOne() {
        assertTrue(POLICY.allows(new AwsCall("s:Get", "arn:a.b/c/d")));
        assertTrue(POLICY.allows(new AwsCall("s:Get", "arn:a.b/")));
        assertFalse(POLICY.allows(new AwsCall("s:Get", "arn:axb/c")));
        assertTrue(POLICY.allows(new AwsCall("s:Put", "arn:a.b")));
        assertFalse(POLICY.allows(new AwsCall("s:Put", "arn:ab")));
    }

    @Test
    void aPolicyLessAGrantAllowsTheRest() {
        final AwsCall get = new AwsCall("s:Get", "arn:1");
        assertEquals(5, POLICY.grants().size());
        assertFalse(POLICY.without(get).allows(get));
        assertTrue(POLICY.without(get).allows(new AwsCall("s:Get", "arn:a.b/c")));
        assertTrue(POLICY.without(get).allows(new AwsCall("s:Put", "arn:a-b")));
        assertTrue(POLICY.without(get).with(POLICY).allows(get));
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Policy.parse(
                        "{\"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"s:Get\", \"Resource\": \"*\"}]}"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Policy.parse(
                        "{\"Statement\": [{\"Effect\": \"Allow\", \"NotAction\": \"s:Get\", \"Resource\": \"*\"}]}"));
    }
}
