use proptest::prelude::*;

#[derive(Clone, Debug)]
pub(super) enum Call {
    Push {
        channel: u8,
        immediate: bool,
        deadline: Option<u16>,
        attempts: u8,
        twice: bool,
        tile: u8,
    },
    Poll(u8),
    Reply {
        which: u8,
        kind: u8,
        after: u16,
        jitter: u16,
    },
    Fail {
        which: u8,
        may_have_been_delivered: bool,
        is_permanent: bool,
    },
    Late(u8),
    Cancel(u8),
    Release(u8),
    Hold {
        channel: u8,
        seconds: u16,
    },
    Pass(u16),
    Jump(i32),
}

pub(super) fn call() -> impl Strategy<Value = Call> {
    let channel = 0_u8..12;
    let push =
        (channel.clone(), any::<bool>(), any::<Option<u16>>(), 0_u8..4, any::<bool>(), 0_u8..3)
            .prop_map(|(channel, immediate, deadline, attempts, twice, tile)| Call::Push {
                channel,
                immediate,
                deadline,
                attempts,
                twice,
                tile,
            });
    let reply = (any::<u8>(), 0_u8..10, 0_u16..9000, any::<u16>())
        .prop_map(|(which, kind, after, jitter)| Call::Reply { which, kind, after, jitter });
    let fail = (any::<u8>(), any::<bool>(), prop::bool::weighted(0.1)).prop_map(
        |(which, may_have_been_delivered, is_permanent)| Call::Fail {
            which,
            may_have_been_delivered,
            is_permanent,
        },
    );
    prop_oneof![
        6 => push,
        8 => (1_u8..8).prop_map(Call::Poll),
        5 => reply,
        3 => fail,
        1 => any::<u8>().prop_map(Call::Late),
        1 => channel.clone().prop_map(Call::Cancel),
        1 => channel.clone().prop_map(Call::Release),
        1 => (channel, any::<u16>()).prop_map(|(channel, seconds)| Call::Hold { channel, seconds }),
        3 => (0_u16..9000).prop_map(Call::Pass),
        1 => any::<i32>().prop_map(Call::Jump),
    ]
}
